"""A picture of a person, as she sent it, drawn anew as a small square in a child process.

What the child hands over is looked at as if a stranger had sent it: it has opened a stranger's
file. No Django here: the child reads it, too.
"""

import enum
import io
import sys
import tempfile
from pathlib import Path

from members.files.pictures import WEBP, size_of
from members.files.process import Limits, wait_for

SIDE = 320  # dots, at most
SMALLEST = 48  # dots: below, nobody would know her
HEAVIEST = 40 * 1024  # bytes
_PROGRAM = "members.files.readers.portrait"
# A page waits for it.
_LIMITS = Limits(memory=768 * 1024**2, seconds=8, wall=10.0, room=HEAVIEST)


class Fault(enum.IntEnum):
    """Why there is no picture; the child ends with it."""

    DAMAGED = 10
    UNKNOWN = 11
    TOO_MANY_DOTS = 12
    MOVES = 13
    TOO_SMALL = 14


def portrait(sent: bytes, limits: Limits = _LIMITS) -> bytes | Fault:
    """A WebP of at most `SIDE` dots a side and `HEAVIEST` bytes.

    Raises `OSError` only when the disk is full or no process can be started.
    """
    with tempfile.TemporaryDirectory(prefix="portrait-") as folder:
        file = Path(folder, "sent")
        file.write_bytes(sent)
        output = Path(folder, "picture")
        with output.open("wb") as stream:
            command = [sys.executable, "-m", _PROGRAM, str(file)]
            ended = wait_for(command, folder, stream.fileno(), limits)
        with output.open("rb") as stream:
            content = stream.read(HEAVIEST + 1)
    if ended == 0 and _is_ours(content):
        return content
    return Fault(ended) if ended is not None and ended in {*Fault} else Fault.DAMAGED


def _is_ours(content: bytes) -> bool:
    size = size_of(io.BytesIO(content), WEBP)
    return size is not None and len(content) <= HEAVIEST and max(size) <= SIDE and min(size) > 0
