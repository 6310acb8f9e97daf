"""Works as a list that can be read back in, by the columns of `columns`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO, Any

import openpyxl
from django.conf import settings
from django.db.models import QuerySet
from openpyxl.cell import WriteOnlyCell

from members.tidy import tidy
from resources.models import Abstract, ImportRow, Resource

from .columns import COLUMNS, TOLD_ONLY
from .sheets import guarded

CHUNK = 500
LONGEST_CELL = 32_767  # that spreadsheets take


class Echo:
    """What is written is handed on."""

    def write(self, line: str) -> str:
        return line


def as_csv(works: QuerySet[Resource]) -> Iterator[str]:
    writer = csv.writer(Echo())
    for cells in table(works):
        yield writer.writerow([guarded(cell) for cell in cells])


def as_xlsx(works: QuerySet[Resource], target: IO[bytes]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet("works")
    sheet.freeze_panes = "C2"
    for cells in table(works):
        sheet.append([_text_cell(sheet, cell) for cell in cells])
    book.save(target)


def problems_as_csv(rows: QuerySet[ImportRow], header: list[str]) -> Iterator[str]:
    """One line for each error: the row, the work, the column, what is wrong."""
    writer = csv.writer(Echo())
    yield writer.writerow(header)
    for row in rows.iterator(chunk_size=CHUNK):
        for column, said in row.problems:
            cells = (str(row.number or ""), row.title, column, said)
            yield writer.writerow([guarded(cell) for cell in cells])


def table(works: QuerySet[Resource]) -> Iterator[list[str]]:
    """The names of the columns, then a row for each work."""
    own = tuple(name for name in COLUMNS if name not in ("abstract", "english"))
    spoken = Abstract.objects.filter(resource__in=works.order_by().values("pk"))
    languages = sorted(set(spoken.order_by().values_list("language", flat=True).distinct()))
    yield [*own, *(f"abstract_{language}" for language in languages), *TOLD_ONLY]
    everything = works.prefetch_related("themes", "regions", "groups", "abstracts", "documents")
    for work in everything.iterator(chunk_size=CHUNK):
        facts = _facts(work)
        said = {one.language: one.text for one in work.abstracts.all()}
        texts = [said.get(language, "") for language in languages]
        documents = "; ".join(one.name for one in work.documents.all())
        yield [*(facts[name] for name in own), *texts, work.status, documents]


def _facts(work: Resource) -> dict[str, str]:
    facts = {
        "address": f"{settings.BASE_URL}{work.get_absolute_url()}",
        "language": "; ".join(work.languages),
        "creators": "; ".join(work.creators),
        "issued": str(work.issued or ""),
        "themes": "; ".join(theme.slug for theme in work.themes.all()),
        "countries": "; ".join(str(country) for country in work.countries),
        "regions": "; ".join(region.code for region in work.regions.all()),
        "groups": "; ".join(group.slug for group in work.groups.all()),
    }
    return facts | {name: str(getattr(work, name)) for name in COLUMNS if name in _PLAIN}


_PLAIN = frozenset(
    {"title", "kind", "publisher", "source_url", "doi", "isbn", "license", "license_terms"}
    | {"visibility", "files_visibility"}
)


def _text_cell(sheet: Any, cell: str) -> WriteOnlyCell:
    """Text whatever it looks like: a program that opens it computes nothing."""
    written = WriteOnlyCell(sheet, value=guarded(tidy(cell))[:LONGEST_CELL])
    written.data_type = "s"
    return written
