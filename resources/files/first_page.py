"""A small picture of a file's first page, drawn in a child process. Called by background jobs.

What the child hands over is looked at as if a stranger had sent it: it has opened a stranger's
file.
"""

import io
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from members.files import media
from members.files.pictures import size_of
from members.files.process import Limits, wait_for

WIDTH, HEIGHT = 320, 460  # of a page in dots, at most
HEAVIEST = 12 * 1024  # bytes

_PROGRAM = "resources.files.readers.picture"
# Office files bring a picture with them or have none: to draw one, we would need an office.
DRAWN = frozenset(
    {
        *(media.PDF, media.PNG, media.JPEG, media.WEBP),
        *(media.DOCX, media.PPTX, media.XLSX, media.ODT, media.ODP, media.ODS),
    }
)


@dataclass(frozen=True)
class Picture:
    """A WebP of at most `HEAVIEST` bytes, and its size in dots."""

    content: bytes
    width: int
    height: int


def first_page(
    path: str | os.PathLike[str], media_type: str, limits: Limits | None = None
) -> Picture | None:
    """None for a file of which there is none to be had, whatever the reason.

    Raises `OSError` only when the file is not there or no process can be started.
    """
    file = Path(path).resolve()
    file.stat()
    if media_type not in DRAWN:
        return None
    command = [sys.executable, "-m", _PROGRAM, str(file), media_type]
    with tempfile.TemporaryDirectory(prefix="drawing-") as folder:
        output = Path(folder, "picture")
        with output.open("wb") as stream:
            ended = wait_for(command, folder, stream.fileno(), limits or Limits(room=HEAVIEST))
        with output.open("rb") as stream:
            content = stream.read(HEAVIEST + 1)
    return _checked(content) if ended == 0 else None


def _checked(content: bytes) -> Picture | None:
    size = size_of(io.BytesIO(content), media.WEBP)
    if size is None or len(content) > HEAVIEST:
        return None
    width, height = size
    fits = 0 < width <= WIDTH and 0 < height <= HEIGHT
    return Picture(content, width, height) if fits else None
