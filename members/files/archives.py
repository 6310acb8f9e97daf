"""Zip archives, opened with care, and what may stand in those that are office files.

Nothing is unpacked to disk, and sizes are judged before anything is inflated.
"""

import re
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from .refusal import Refused

MEGABYTE = 1024 * 1024
SIGNATURE = b"PK\x03\x04"

MOST_ENTRIES = 10_000
MOST_UNPACKED = 1024 * MEGABYTE
MOST_RATIO = 200
_RATIO_COUNTS_FROM = 10 * MEGABYTE
_MOST_DIRECTORY = 4 * MEGABYTE  # bytes of the list of entries; read before the list is
_MOST_PROLOG = MEGABYTE  # bytes of an XML file before its first element
_CHUNK = 16 * 1024

_END = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16, end of central directory record
_ENCIPHERED = 0x1
_SYMBOLIC_LINK = 0o120000

_ESCAPING = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")
# What zipfile and zlib raise over an entry that is not what the list says.
BROKEN_ENTRY = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

DAMAGED = _("This file is damaged and cannot be opened. Please save it again and send that copy.")
_BOMB = _("Unpacked, this file would be far larger than it looks, so it was not taken.")
_EXTRA = _(
    "This file carries something else before or behind its own content, so it was not taken. "
    "Please open it in its program, save it again and send that copy."
)
LOCKED = _("This file is locked with a password. Please save it without one and send that copy.")
_PATHS = _("A name inside this file points outside of it, so it was not taken.")
_ENTITIES = _(
    "This file contains declarations that office programs do not write and that can be harmful, "
    "so it was not taken. Please open it in its program, save it again and send that copy."
)


def open_checked(file: IO[bytes], *, most_unpacked: int = MOST_UNPACKED) -> zipfile.ZipFile:
    """The archive, once it is known to be whole, of bearable size, and nothing else besides.

    `most_unpacked` are bytes of all its files together. Raises `Refused`.
    """
    _check_frame(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refused(DAMAGED, "damaged") from error
    entries = archive.infolist()
    if not entries or len({entry.filename for entry in entries}) < len(entries):
        raise Refused(DAMAGED, "damaged")
    if min(entry.header_offset for entry in entries) != 0:
        raise Refused(_EXTRA, "polyglot")
    _check_sizes(entries, most_unpacked)
    if any(_points_outside(entry) for entry in entries):
        raise Refused(_PATHS, "path")
    if any(entry.flag_bits & _ENCIPHERED for entry in entries):
        raise Refused(LOCKED, "locked")
    return archive


def is_there(file: IO[bytes]) -> bool:
    """Whether a readable zip archive hides in (or behind) a file of another kind."""
    file.seek(0)
    try:
        _check_directory_size(file)
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except Refused as refusal:
        return refusal.code == "bomb"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def _check_frame(file: IO[bytes]) -> None:
    """The archive begins where the file begins and ends where it ends."""
    file.seek(0)
    if b"%PDF-" in file.read(1024):
        raise Refused(_EXTRA, "polyglot")
    if _check_directory_size(file):
        raise Refused(_EXTRA, "polyglot")


def _check_directory_size(file: IO[bytes]) -> int:
    """How many bytes follow the archive. Raises `Refused` for none, and for a monstrous one."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Refused(DAMAGED, "damaged")
    *_rest, directory, _offset, comment = _END.unpack_from(tail, at)
    if directory > _MOST_DIRECTORY:
        raise Refused(_BOMB, "bomb")
    return len(tail) - at - _END.size - int(comment)


def _check_sizes(entries: list[zipfile.ZipInfo], most_unpacked: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    pairs = [(unpacked, packed), *((e.file_size, e.compress_size) for e in entries)]
    swollen = any(u > _RATIO_COUNTS_FROM and u > MOST_RATIO * p for u, p in pairs)
    if swollen or unpacked > most_unpacked or len(entries) > MOST_ENTRIES:
        raise Refused(_BOMB, "bomb")


def _points_outside(entry: zipfile.ZipInfo) -> bool:
    link = (entry.external_attr >> 16) & 0o170000 == _SYMBOLIC_LINK
    return link or bool(_ESCAPING.search(entry.orig_filename))


def read_start(archive: zipfile.ZipFile, name: str, missing: bytes | None = None) -> bytes:
    """The first megabyte of an entry: more than any list or manifest needs."""
    try:
        with archive.open(name) as stream:
            return stream.read(MEGABYTE)
    except KeyError:
        if missing is not None:
            return missing
        raise Refused(DAMAGED, "damaged") from None
    except BROKEN_ENTRY as error:
        raise Refused(DAMAGED, "damaged") from error


def check_prolog(archive: zipfile.ZipFile, name: str, *, doctype: bool) -> None:
    """Read an XML entry up to its first element, which is where entities would be declared."""
    prolog = _Prolog(doctype=doctype)
    try:
        with archive.open(name) as stream:
            read = 0
            while not prolog.over and (chunk := stream.read(_CHUNK)):
                read += len(chunk)
                if read > _MOST_PROLOG:
                    raise Refused(_ENTITIES, "xml")
                prolog.parser.Parse(chunk, False)
    except expat.ExpatError as error:
        if not prolog.over:
            raise Refused(DAMAGED, "damaged") from error
    except BROKEN_ENTRY as error:
        raise Refused(DAMAGED, "damaged") from error


class _Prolog:
    def __init__(self, *, doctype: bool) -> None:
        self.over = False
        self._doctype = doctype
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.StartDoctypeDeclHandler = self._declaration

    def _element(self, *_element: object) -> None:
        self.over = True

    def _declaration(
        self, _name: str, _system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset or not self._doctype:
            raise Refused(_ENTITIES, "xml")
