"""Rows from CSV and XLSX files, one after another.

A list of any length asks for as much memory as one of its rows, and in XLSX for the texts that the
file shares between its cells.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.files import archives
from members.files.archives import MEGABYTE
from members.files.code_pages import code_page
from members.files.refusal import Refused

from .cells import unguarded

MOST_ROWS = 50_000
MOST_COLUMNS = 500
# Of a workbook, unpacked: openpyxl keeps the shared texts in memory.
MOST_UNPACKED = 192 * MEGABYTE
MOST_SHARED = 64 * MEGABYTE
_LAST_ROW = 1_048_576  # of any worksheet
_SAMPLE = MEGABYTE
_MARKS_OF_ORDER = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Row:
    """As it stands in the list: `number` as spreadsheets count, `surplus` what has no column."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


@dataclass(frozen=True)
class Layout:
    """What a list of some kind of things looks like.

    `named` gives a header the name of its column, `read` says whether it is taken in, and `known`
    whether columns of these names make such a list; `needed` is what to say where they do not.
    """

    named: Callable[[str], str]
    read: Callable[[str], bool]
    known: Callable[[Collection[str]], bool]
    needed: str | Promise


class Sheet:
    """A list whose first row names its columns. Raises `Refused` for what is none."""

    def __init__(self, file: IO[bytes], ending: str, layout: Layout) -> None:
        self._file, self._ending, self._layout = file, ending, layout
        if ending == "xlsx":
            _check_workbook(file)
        self._first, header = next(self._filled(), (0, []))
        self.columns = [layout.named(cell) for cell in header]
        while self.columns and not self.columns[-1]:
            self.columns.pop()

    def is_list(self) -> bool:
        """Whether it could be such a list at all."""
        return self._layout.known(self.columns)

    def check(self) -> None:
        if not self.is_list():
            raise Refused(self._layout.needed, "header")
        named = [name for name in self.columns if name]
        if twice := next((name for name in named if named.count(name) > 1), ""):
            raise Refused(_("Two columns are called “%s”.") % twice, "header")

    def unread(self) -> list[str]:
        """The columns of which nothing is taken in."""
        return [name for name in self.columns if name and not self._layout.read(name)]

    def rows(self) -> Iterator[Row]:
        count = 0
        for number, cells in self._filled():
            if number == self._first:
                continue
            count += 1
            if count > MOST_ROWS:
                said = _("More than %(most)d rows: please part the list.")
                raise Refused(said % {"most": MOST_ROWS}, "too_long")
            named = zip(self.columns, cells, strict=False)
            surplus = any(cells[len(self.columns) :])
            yield Row(number, {name: cell for name, cell in named if name}, surplus)

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        self._file.seek(0)
        read = _workbook_rows if self._ending == "xlsx" else _csv_rows
        for number, cells in enumerate(read(self._file), start=1):
            if any(cells):
                yield number, [unguarded(cell) for cell in cells]


def _csv_rows(file: IO[bytes]) -> Iterator[list[str]]:
    written = io.TextIOWrapper(file, _encoding(file), newline="")
    try:
        header = written.readline(_SAMPLE)
        written.seek(0)
        for cells in csv.reader(written, delimiter=max(",;\t", key=header.count)):
            yield [cell if cell.strip() else "" for cell in cells[:MOST_COLUMNS]]
    except csv.Error as error:
        raise Refused(archives.DAMAGED, "damaged") from error
    finally:
        written.detach()


def _encoding(file: IO[bytes]) -> str:
    """By its mark, else UTF-8 where all of it is, else the likeliest old code page."""
    file.seek(0)
    sample = file.read(_SAMPLE)
    marked = next((name for mark, name in _MARKS_OF_ORDER if sample.startswith(mark)), "")
    for encoding in filter(None, (marked or "utf-8", "" if marked else code_page(sample))):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while chunk := file.read(_SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        finally:
            file.seek(0)
        return encoding
    raise Refused(_("The letters of this list cannot be read. Please save it as UTF-8."), "coding")


def _check_workbook(file: IO[bytes]) -> None:
    """Openpyxl trusts what it is told about sizes."""
    with archives.open_checked(file) as archive:
        entries = archive.infolist()
        shared = sum(one.file_size for one in entries if one.filename.endswith("haredStrings.xml"))
        if shared > MOST_SHARED or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise Refused(_("This table is too large. Please part it, or send it as CSV."), "big")
    file.seek(0)


def _workbook_rows(file: IO[bytes]) -> Iterator[list[str]]:
    """Of its first sheet; formulas count as what they gave when the file was saved."""
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a file may say anything about its size
        for cells in sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS, values_only=True):
            yield [_written(cell) for cell in cells]
    except (*archives.BROKEN_ENTRY, zipfile.LargeZipFile) as error:
        raise Refused(archives.DAMAGED, "damaged") from error
    except (LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        # Whatever openpyxl stumbles over in a file that is not quite a workbook.
        raise Refused(archives.DAMAGED, "damaged") from error


def _written(value: Any) -> str:
    """As a person would have typed it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    text_of = "" if value is None else str(value)
    return text_of if text_of.strip() else ""
