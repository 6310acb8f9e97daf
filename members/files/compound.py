"""Compound files (MS-CFB): the container of DOC and PPT, and of office files with a password."""

import struct
from typing import IO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

WORD = "WordDocument"
POWERPOINT = "PowerPoint Document"
LOCKED = "EncryptedPackage"
MACROS = frozenset({"Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"})

_ENTRY = 128  # bytes of a directory entry; sectors are multiples of it
_LENGTH = struct.Struct("<H")
_BLOCK = 8192 * _ENTRY


def entries(file: IO[bytes]) -> set[str]:
    """Which of the names above stand in the file's directory.

    Directory entries lie at multiples of 128 bytes: the name in UTF-16, padded to 64 bytes, then
    its length. Looking for just that needs no walk along sector chains, which may be loops.
    """
    wanted = {name: f"{name}\0".encode("utf-16-le") for name in (WORD, POWERPOINT, LOCKED, *MACROS)}
    found = set()
    file.seek(0)
    while block := file.read(_BLOCK):
        found |= {name for name, needle in wanted.items() if _holds(block, needle)}
    return found


def _holds(block: bytes, needle: bytes) -> bool:
    at = block.find(needle)
    while at >= 0:
        length = block[at + 64 : at + 66]
        if at % _ENTRY == 0 and length == _LENGTH.pack(len(needle)):
            return True
        at = block.find(needle, at + 1)
    return False
