"""The size of a picture by its header alone: nothing is decoded, so nothing can blow up."""

import struct
from typing import IO

PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"

_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}

Size = tuple[int, int]


def size_of(file: IO[bytes], media_type: str) -> Size | None:
    """Width and height in pixels, or None when this is no such picture."""
    file.seek(0)
    try:
        if media_type == PNG:
            return _png(file.read(24))
        if media_type == JPEG:
            return _jpeg(file)
        return _webp(file.read(30))
    except (struct.error, IndexError):
        return None


def _png(head: bytes) -> Size | None:
    if not head.startswith(_PNG) or head[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", head[16:24])


def _jpeg(file: IO[bytes]) -> Size | None:
    """The first frame header, found by hopping from segment to segment (ITU T.81, annex B)."""
    if file.read(2) != b"\xff\xd8":
        return None
    while True:
        byte = file.read(1)
        if byte != b"\xff":
            return None
        while byte == b"\xff":
            byte = file.read(1)
        marker = byte[0]
        if marker in _WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)


def _webp(head: bytes) -> Size | None:
    """RFC 9649: lossy, lossless and extended files each write it their own way."""
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    form = head[12:16]
    if form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if form == b"VP8L" and head[20] == 0x2F:
        (bits,) = struct.unpack("<I", head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        return width, height
    return None
