"""A table as a file for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# With these a spreadsheet takes a cell for something to compute.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|")


def spreadsheet(
    name: str, columns: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The mark at its beginning tells Excel that it is UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell: object) -> str:
    """As text that no program runs."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text
