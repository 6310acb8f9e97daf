"""Is a file what its name says, and is it safe to keep? Extension, first bytes and structure agree.

The one door through which every file comes in; called by forms and by the import.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.files import archives, compound, office_files, pictures, signatures, text, types
from members.files.names import display_name, extension_of
from members.files.refusal import Refused
from members.files.types import MEGABYTE, FileType

__all__ = ["Refused", "Sniffed", "display_name", "sha256", "sniff"]

MOST_PIXELS = 50_000_000
_SAMPLE = MEGABYTE  # of a text, read to see whether it is one
_CHUNK = 1024 * 1024
_IN_MEMORY = 4 * MEGABYTE
# The brands of films; pictures (heic, avif) share the container (ISO/IEC 14496-12, 4.3).
_FILM_BRANDS = (b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"M4A", b"MSNV", b"dash", b"3gp", b"f4v")
# What systems leave in archives by themselves.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class Sniffed:
    media_type: str
    extension: str  # in lower case, without the dot


def sniff(file: IO[bytes], name: str, *, staff: bool = False) -> Sniffed:
    """Raises `Refused`. The file is left at its beginning, whatever happens."""
    extension = extension_of(name)
    kind = types.by_extension(extension, staff=staff)
    if kind is None:
        raise Refused(_unknown(extension, staff=staff), "extension")
    _check_size(_size(file), kind, staff=staff)
    try:
        _check(file, kind)
    finally:
        file.seek(0)
    return Sniffed(kind.media_type, extension)


def sha256(file: IO[bytes]) -> str:
    """In hexadecimal. Reads from the beginning and leaves the file there."""
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _unknown(extension: str, *, staff: bool) -> Promise:
    known = ", ".join(end for kind in types.may_be_sent(staff=staff) for end in kind.extensions)
    if not extension:
        return format_lazy(
            _("The name of this file has no ending such as .pdf. These can be sent: {known}."),
            known=known,
        )
    return format_lazy(
        _("Files that end in .{extension} cannot be taken. These can be sent: {known}."),
        extension=extension,
        known=known,
    )


def _size(file: IO[bytes]) -> int:
    """In bytes; uploads know theirs, so that a large one is refused before it is read."""
    size = getattr(file, "size", None)
    return file.seek(0, 2) if size is None else size


def _check_size(size: int, kind: FileType, *, staff: bool) -> None:
    if size == 0:
        raise Refused(
            _("This file is empty. Perhaps it was not saved, or not fully copied."), "empty"
        )
    limit = kind.limit(staff=staff)
    if size > limit:
        message = format_lazy(
            _("This file is larger than {limit} MB. Could you make it smaller, or link to it?"),
            limit=limit // MEGABYTE,
        )
        raise Refused(message, "too_big")


def _check(file: IO[bytes], kind: FileType) -> None:
    file.seek(0)
    head = file.read(signatures.HEAD)
    if not _CHECKS[kind](file, head, kind):
        message = format_lazy(
            _("By its name this is: {said}. By its content it is: {found}. Please check it."),
            said=kind.label,
            found=signatures.seems(file),
        )
        raise Refused(message, "mismatch")
    if kind not in types.ZIPPED and archives.is_there(file):
        raise Refused(_("An archive is hidden in this file, so it was not taken."), "polyglot")


def _is_pdf(_file: IO[bytes], head: bytes, _kind: FileType) -> bool:
    """The header may stand anywhere in the first 1024 bytes (ISO 32000-1, annex H)."""
    at = head.find(b"%PDF-", 0, 1024)
    if at > 0 and b"<" in head[:at]:
        raise Refused(_("A web page is hidden in this file, so it was not taken."), "polyglot")
    return at >= 0


def _is_zipped(file: IO[bytes], head: bytes, kind: FileType) -> bool:
    if head.startswith(compound.SIGNATURE) and compound.LOCKED in compound.entries(file):
        raise Refused(archives.LOCKED, "locked")
    if not head.startswith(archives.SIGNATURE):
        return False
    with archives.open_checked(file) as archive:
        if office_files.kind_of(archive) is not kind:
            return False
        if kind is types.ZIP:
            _check_members(archive)
        else:
            office_files.check_document(archive, kind)
    return True


def _check_members(archive: zipfile.ZipFile) -> None:
    """Each file of an archive must be one that could be sent by itself: so archives do not nest."""
    for entry in archive.infolist():
        if entry.is_dir() or any(litter in entry.filename for litter in LITTER):
            continue
        kind = types.by_extension(extension_of(entry.filename))
        if kind is None:
            raise _in_archive(entry, Refused(_("This kind of file is not taken."), "extension"))
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
            try:
                with archive.open(entry) as member:
                    while chunk := member.read(_CHUNK):
                        copy.write(chunk)
            except archives.BROKEN_ENTRY as error:
                raise Refused(archives.DAMAGED, "damaged") from error
            try:
                _check(copy, kind)
            except Refused as refusal:
                raise _in_archive(entry, refusal) from refusal


def _in_archive(entry: zipfile.ZipInfo, refusal: Refused) -> Refused:
    member = display_name(entry.filename)
    message = format_lazy(
        _("In the archive, {member}: {reason}"), member=member, reason=refusal.message
    )
    return Refused(message, refusal.code)


def _is_written(file: IO[bytes], head: bytes, _kind: FileType) -> bool:
    """Text in an encoding that we know, and nothing that a browser would run."""
    if signatures.looks_like_page(head) or head.startswith((b"%PDF-", b"{\\rtf", b"#!")):
        return False
    file.seek(0)
    sample = file.read(_SAMPLE)
    try:
        text.decoded(sample)
    except text.NotText:
        return False
    wide = sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    return wide or all(b"\0" not in chunk for chunk in iter(lambda: file.read(_CHUNK), b""))


def _is_picture(file: IO[bytes], _head: bytes, kind: FileType) -> bool:
    size = pictures.size_of(file, kind.media_type)
    if size is None:
        return False
    width, height = size
    if width * height > MOST_PIXELS:
        raise Refused(
            format_lazy(
                _("This picture has more than {most} million dots. Please make it smaller."),
                most=MOST_PIXELS // 1_000_000,
            ),
            "pixels",
        )
    return width > 0 and height > 0


def _is_sound(_file: IO[bytes], head: bytes, _kind: FileType) -> bool:
    """A tag, or the sync word of an MPEG frame of layer III with a bit rate that exists."""
    if head.startswith(b"ID3"):
        return True
    synced = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return synced and head[2] >> 4 not in (0x0, 0xF)


def _is_film(_file: IO[bytes], head: bytes, _kind: FileType) -> bool:
    return head[4:8] == b"ftyp" and head[8:12].startswith(_FILM_BRANDS)


def _is_compound(file: IO[bytes], head: bytes, kind: FileType) -> bool:
    if not head.startswith(compound.SIGNATURE):
        return False
    found = compound.entries(file)
    main = compound.WORD if kind is types.DOC else compound.POWERPOINT
    if main in found and found & compound.MACROS:
        raise Refused(office_files.MACROS, "macros")
    return main in found


def _is_rtf(_file: IO[bytes], head: bytes, _kind: FileType) -> bool:
    return head.startswith(b"{\\rtf")


_CHECKS: dict[FileType, Callable[[IO[bytes], bytes, FileType], bool]] = {
    types.PDF: _is_pdf,
    **dict.fromkeys(types.ZIPPED, _is_zipped),
    **dict.fromkeys(types.WRITTEN, _is_written),
    **dict.fromkeys(types.PICTURES, _is_picture),
    types.MP3: _is_sound,
    types.MP4: _is_film,
    types.DOC: _is_compound,
    types.PPT: _is_compound,
    types.RTF: _is_rtf,
}
