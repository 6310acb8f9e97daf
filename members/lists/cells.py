"""Cells that no program takes for formulas, and tables that leave as CSV or XLSX.

A table is an iterator of rows of text, the names of the columns first; it leaves row by row.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

import openpyxl
from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from openpyxl.cell import WriteOnlyCell

from members.tidy import tidy

BYTE_ORDER_MARK = "\ufeff"  # or spreadsheet programs take it for another encoding
LONGEST_CELL = 32_767  # that spreadsheets take
ENDINGS = ("csv", "xlsx")
Table = Iterable[list[str]]
# What a spreadsheet program would take for a formula, and what we have guarded already.
_FORMULA = re.compile(r"'*[=+\-@|\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@|\t\r\n]")


def guarded(cell: str) -> str:
    """A cell that is only ever text; `unguarded` gives back what it was."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


class _Echo:
    """What is written is handed on."""

    def write(self, line: str) -> str:
        return line


def as_csv(table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo())
    for cells in table:
        yield writer.writerow([guarded(cell) for cell in cells])


def as_xlsx(table: Table, target: IO[bytes], title: str) -> None:
    """One sheet, called `title`; the first row and the first two columns stay in sight."""
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    for cells in table:
        sheet.append([_text_cell(sheet, cell) for cell in cells])
    book.save(target)


def _text_cell(sheet: Any, cell: str) -> WriteOnlyCell:
    """Text whatever it looks like: a program that opens it computes nothing."""
    written = WriteOnlyCell(sheet, value=guarded(tidy(cell))[:LONGEST_CELL])
    written.data_type = "s"
    return written


def sent(table: Table, *, name: str, ending: str) -> StreamingHttpResponse | FileResponse:
    """The table as a file to keep: CSV as it is read, XLSX by way of the disk."""
    if ending == "csv":
        lines = chain([BYTE_ORDER_MARK], as_csv(table))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    target = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - sent
    as_xlsx(table, target, name)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx")
