"""What staff sent: a list, or a ZIP that holds a list and the files that it names.

Nothing is unpacked to a path: a file is copied to a nameless temporary one, looked at, and then
kept by the library like any other. Names are only ever compared.
"""

from __future__ import annotations

import contextlib
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from members.files import archives
from members.files.names import display_name, extension_of
from members.files.refusal import Refused
from members.files.sniff import LITTER, sniff
from members.lists.cells import ENDINGS
from members.lists.sheets import Sheet

from .columns import WORKS

MOST_LISTS = 20  # tables of a ZIP that are looked at to find the list among them
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 1024 * 1024
_NAME_IS_UTF8 = 0x800  # APPNOTE 4.4.4, bit 11
# What programs write names in when they do not say so; the first is what zipfile took it for.
_CODINGS = ("cp437", "utf-8", "cp850", "cp1252", "cp1251", "cp866")


class NoSuchFile(LookupError):
    """The ZIP has no file of this name; `said` is a sentence for who sent it."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Parcel:
    """`sheet` is the list. To be closed; raises `Refused` for what holds none."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._open = contextlib.ExitStack()
        self._archive: zipfile.ZipFile | None = None
        self._files: dict[str, zipfile.ZipInfo] = {}
        self._by_path: dict[str, set[str]] = defaultdict(set)
        self._by_last_part: dict[str, set[str]] = defaultdict(set)
        self._asked: set[str] = set()
        try:
            self.sheet = self._find_sheet(file, extension_of(name))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Parcel:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    @contextlib.contextmanager
    def file(self, name: str) -> Iterator[File[bytes]]:
        """The file that the list calls so. Raises `NoSuchFile`; `Refused` for a broken one."""
        entry = self._entry(name)
        if extension_of(name) == "zip":
            raise Refused(_("An archive inside the archive is not opened."), "nested")
        with _temporary() as copy:
            self._copy(entry, copy)
            yield File(copy, name=_last_part(name))

    def not_asked(self) -> list[str]:
        """The files that no row has named so far."""
        return sorted(name for name in self._files if name not in self._asked)

    def _find_sheet(self, file: IO[bytes], ending: str) -> Sheet:
        if ending != "zip":
            sniff(file, f"list.{ending}", staff=True)
            sheet = Sheet(file, ending, WORKS)
            sheet.check()
            return sheet
        limit = settings.IMPORT_UNPACKED_LIMIT
        self._archive = self._open.enter_context(archives.open_checked(file, most_unpacked=limit))
        self._files = {
            entry.filename: entry
            for entry in self._archive.infolist()
            if not entry.is_dir() and not any(litter in entry.filename for litter in LITTER)
        }
        sheet = self._choose_sheet()
        for entry in self._files.values():
            for called in _readings(entry):
                self._by_path[called].add(entry.filename)
                self._by_last_part[_last_part(called)].add(entry.filename)
        return sheet

    def _choose_sheet(self) -> Sheet:
        """The one table, among those that lie outermost, whose first row names our columns."""
        tables = [name for name in self._files if extension_of(name) in ENDINGS]
        depth = min((name.count("/") for name in tables), default=0)
        outermost = [name for name in tables if name.count("/") == depth][:MOST_LISTS]
        opened = {name: self._sheet_in(name) for name in outermost}
        lists = [name for name, sheet in opened.items() if sheet.is_list()]
        if len(lists) > 1:
            raise Refused(_("Which is the list? These could be: %s.") % ", ".join(lists), "lists")
        if not lists and len(outermost) != 1:
            said = _("The ZIP holds no list: a CSV or XLSX file with the columns title, language …")
            raise Refused(said, "no_list")
        (chosen,) = lists or outermost
        opened[chosen].check()
        del self._files[chosen]
        return opened[chosen]

    def _sheet_in(self, name: str) -> Sheet:
        copy = self._open.enter_context(_temporary())
        self._copy(self._files[name], copy)
        try:
            sniff(copy, _last_part(name), staff=True)
            return Sheet(copy, extension_of(name), WORKS)
        except Refused as refusal:
            raise Refused(f"{display_name(name)}: {refusal.message}", refusal.code) from refusal

    def _copy(self, entry: zipfile.ZipInfo, target: IO[bytes]) -> None:
        """No more than the ZIP has declared, and `open_checked` has judged."""
        assert self._archive is not None  # noqa: S101 - entries come from it
        try:
            with self._archive.open(entry) as packed:
                while chunk := packed.read(_CHUNK):
                    target.write(chunk)
        except archives.BROKEN_ENTRY as error:
            raise Refused(archives.DAMAGED, "damaged") from error
        target.seek(0)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        if self._archive is None:
            raise NoSuchFile(_("There are no files with this list: send a ZIP that holds both."))
        called = _comparable(name)
        found = self._by_path.get(called) or self._by_last_part.get(called)
        if not found:
            raise NoSuchFile(_("The ZIP holds no file “%s”.") % name[:150])
        if len(found) > 1:
            raise NoSuchFile(_("The ZIP holds several files “%s”; say in which folder.") % name)
        (filename,) = found
        self._asked.add(filename)
        return self._files[filename]


def _readings(entry: zipfile.ZipInfo) -> set[str]:
    """What the name may be, by the ways in which programs write it."""
    if entry.flag_bits & _NAME_IS_UTF8:
        return {_comparable(entry.filename)}
    written = entry.filename.encode("cp437", "replace")
    read = set()
    for coding in _CODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            read.add(_comparable(written.decode(coding)))
    return read


def _comparable(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/").strip("./ ")).casefold()


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _temporary() -> tempfile.SpooledTemporaryFile[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)
