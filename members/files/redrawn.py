"""A photo as somebody sent it, drawn anew in a child process: its dots, and nothing beside them.

Place, camera, name and remarks of whoever took it stay behind. No Django here: the child reads it,
too.
"""

import enum
import io
import sys
import tempfile
from pathlib import Path
from typing import IO

from members.files.pictures import JPEG, PNG, WEBP, size_of
from members.files.process import Limits, wait_for

PICTURES = frozenset({JPEG, PNG, WEBP})
MOST_DOTS = 50_000_000
_MEGABYTE = 1024**2
_ROOM = 64 * _MEGABYTE
_CHUNK = _MEGABYTE
_PROGRAM = "members.files.readers.redrawn"
# A page waits for it.
_LIMITS = Limits(memory=1536 * _MEGABYTE, seconds=20, wall=25.0, room=_ROOM)


class Fault(enum.IntEnum):
    """Why there is no picture; the child ends with it."""

    DAMAGED = 10
    MOVES = 11
    TOO_MANY_DOTS = 12


def redrawn(sent: IO[bytes], media_type: str, limits: Limits = _LIMITS) -> bytes | Fault:
    """The same picture in the same format, upright. `sent` is left at its beginning.

    Raises `OSError` only when the disk is full or no process can be started.
    """
    with tempfile.TemporaryDirectory(prefix="redrawn-") as folder:
        file = Path(folder, "sent")
        with file.open("wb") as copy:
            sent.seek(0)
            while chunk := sent.read(_CHUNK):
                copy.write(chunk)
        sent.seek(0)
        output = Path(folder, "picture")
        with output.open("wb") as stream:
            command = [sys.executable, "-m", _PROGRAM, str(file)]
            ended = wait_for(command, folder, stream.fileno(), limits)
        with output.open("rb") as stream:
            content = stream.read(_ROOM + 1)
    if ended == 0 and _is_ours(content, media_type):
        return content
    return Fault(ended) if ended is not None and ended in {*Fault} else Fault.DAMAGED


def _is_ours(content: bytes, media_type: str) -> bool:
    """What the child hands over is looked at as if a stranger had sent it: it opened his file."""
    size = size_of(io.BytesIO(content), media_type)
    return size is not None and len(content) <= _ROOM and 0 < size[0] * size[1] <= MOST_DOTS
