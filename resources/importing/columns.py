"""What one row of a list says of a work, and what is wrong with it. Asks the database nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.lists.sheets import Layout, Row
from members.models import Group, Region, Theme, fold
from members.tidy import on_one_line, tidy
from resources.citations import bare_doi
from resources.identifiers import doi_in

from .vocabulary import Vocabulary

# In the order of an exported list. Texts stand in `abstract` (in the language of the work),
# `english`, or `abstract_fr` and so on; files in `file`, `file_2` …, their languages beside them.
COLUMNS = (
    *("address", "title", "language", "kind", "creators", "publisher", "issued", "source_url"),
    *("doi", "isbn", "license", "license_terms", "themes", "countries", "regions", "visibility"),
    *("files_visibility", "groups", "abstract", "english"),
)
NEEDED = ("title", "language")
TOLD_ONLY = ("status", "documents")  # of an exported list; what they say is not taken in
ALSO_CALLED = {
    "year": "issued",
    "authors": "creators",
    "link": "source_url",
    "languages": "language",
    "licence": "license",
    "theme": "themes",
    "country": "countries",
}
ABSTRACT = re.compile(r"abstract_([a-z]{2}(?:-[a-z]+)?)")
FILE = re.compile(r"file(?:_(\d{1,2}))?")
FILE_LANGUAGE = re.compile(r"file(?:_(\d{1,2}))?_language")
OF_A_WORK = re.compile(r"/resources/(\d{1,18})(?:-[^/]*)?/?")
NOTHING = {"", "nan", "none", "n/a"}
DATE = re.compile(r"(\d{4})-\d\d-\d\d")
MOST_LETTERS = 20_000  # of an abstract
MOST_VALUES = 500  # in one cell

T = TypeVar("T")


@dataclass
class Facts:
    """What the row says; whatever it leaves out is not there."""

    number: int
    pk: int | None = None
    values: dict[str, Any] = field(default_factory=dict)  # by the name of the work's field
    themes: list[Theme] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    abstracts: dict[str, str] = field(default_factory=dict)  # by language; "" is the work's own
    files: list[tuple[str, str, str]] = field(default_factory=list)  # column, name, language
    problems: list[tuple[str, str]] = field(default_factory=list)  # column, sentence

    def refuse(self, column: str, said: str) -> None:
        self.problems.append((column, said))


def column_named(header: str) -> str:
    """The name of a column, however people write it."""
    name = re.sub(r"[\s_]+", "_", fold(tidy(header)).strip())
    return ALSO_CALLED.get(name, name)


def is_read(column: str) -> bool:
    patterns = (ABSTRACT, FILE, FILE_LANGUAGE)
    return column in COLUMNS or any(pattern.fullmatch(column) for pattern in patterns)


def _is_list(names: Collection[str]) -> bool:
    return "address" in names or set(NEEDED) <= set(names)


WORKS = Layout(
    named=column_named,
    read=is_read,
    known=_is_list,
    needed=gettext_lazy("The first row has to name the columns, title and language among them."),
)


def read(row: Row, words: Vocabulary) -> Facts:
    facts = Facts(row.number)
    cells = {name: tidy(cell).strip() for name, cell in row.cells.items()}
    if row.surplus:
        facts.refuse("", _("This row has more cells than there are columns."))
    _read_lines(facts, cells)
    _read_links(facts, cells)
    _read_year(facts, cells.get("issued", ""))
    _read_words(facts, cells, words)
    _read_abstracts(facts, cells, words)
    _read_files(facts, cells, words)
    return facts


def _read_lines(facts: Facts, cells: dict[str, str]) -> None:
    for name in ("title", "publisher", "license_terms"):
        # Real lists write a line break as two letters.
        if line := on_one_line(cells.get(name, "").replace("\\n", " ")):
            facts.values[name] = line
    if isbn := cells.get("isbn", "").replace("-", "").replace(" ", ""):
        facts.values["isbn"] = isbn
    if creators := _parts(facts, cells, "creators"):
        facts.values["creators"] = [on_one_line(one) for one in creators]


def _read_links(facts: Facts, cells: dict[str, str]) -> None:
    """What real lists put in the place of a link ("nan", a title) counts as none."""
    link = cells.get("source_url", "")
    if link.startswith(("https://", "http://")):
        facts.values["source_url"] = link
    if doi := bare_doi(cells.get("doi", "")) or doi_in(link)[:120]:
        facts.values["doi"] = doi
    address = cells.get("address", "")
    # The address of a work in another portal says nothing of ours.
    if address.startswith(f"{settings.BASE_URL}/"):
        found = OF_A_WORK.fullmatch(address.removeprefix(settings.BASE_URL))
        facts.pk = int(found[1]) if found else 0


def _read_year(facts: Facts, cell: str) -> None:
    text = cell.removesuffix(".0")
    if dated := DATE.match(text):
        text = dated[1]
    if text.lower() in NOTHING:
        return
    if not (text.isascii() and text.isdigit()):
        facts.refuse("issued", _("“%(value)s” is not a year.") % {"value": text[:80]})
        return
    facts.values["issued"] = int(text[:9])


def _read_words(facts: Facts, cells: dict[str, str], words: Vocabulary) -> None:
    one_of = (
        ("kind", words.kinds),
        ("license", words.licenses),
        ("visibility", words.visibilities),
        ("files_visibility", words.visibilities),
    )
    for name, known in one_of:
        if cells.get(name):
            found = _known(facts, name, [cells[name]], known)
            facts.values |= {name: found[0]} if found else {}
    for name, column, known in (
        ("languages", "language", words.languages),
        ("countries", "countries", words.countries),
    ):
        if found := _known(facts, column, _parts(facts, cells, column), known):
            facts.values[name] = found
    facts.themes = _known(facts, "themes", _parts(facts, cells, "themes"), words.themes)
    facts.regions = _known(facts, "regions", _parts(facts, cells, "regions"), words.regions)
    facts.groups = _known(facts, "groups", _parts(facts, cells, "groups"), words.groups)


def _unknown(column: str, names: str) -> str:
    said: dict[str, Callable[[], str]] = {
        "kind": lambda: _("Unknown kind: %s."),
        "license": lambda: _("Unknown license: %s."),
        "language": lambda: _("Unknown language: %s."),
        "countries": lambda: _("Unknown country: %s."),
        "themes": lambda: _("Unknown theme: %s."),
        "regions": lambda: _("Unknown region: %s."),
        "groups": lambda: _("Unknown group: %s."),
    }
    asked = said.get(column, lambda: _("Please say public, members or group, and not: %s."))
    return asked() % names


def _known(facts: Facts, column: str, names: list[str], known: Mapping[str, T]) -> list[T]:
    """Each once, in their order; what nobody knows is named."""
    found = [known.get(fold(name)) for name in names]
    strange = [name[:80] for name, one in zip(names, found, strict=True) if one is None]
    if strange:
        facts.refuse(column, _unknown(column, ", ".join(strange[:10])))
    return list(dict.fromkeys(one for one in found if one is not None))


def _parts(facts: Facts, cells: dict[str, str], column: str) -> list[str]:
    parts = [part.strip() for part in cells.get(column, "").split(";") if part.strip()]
    if len(parts) > MOST_VALUES:
        facts.refuse(column, _("That is too long a list: the first names are enough."))
    return parts[:MOST_VALUES]


def _read_abstracts(facts: Facts, cells: dict[str, str], words: Vocabulary) -> None:
    own = next(iter(facts.values.get("languages", [])), "")
    for column, text in cells.items():
        found = ABSTRACT.fullmatch(column)
        if not text or not (found or column in ("abstract", "english")):
            continue
        language = own if column == "abstract" else "en" if not found else found[1]
        if language not in words.languages.values() and column != "abstract":
            facts.refuse(column, _unknown("language", language))
        elif len(text) > MOST_LETTERS:
            said = _("That is longer than %(most)d letters.")
            facts.refuse(column, said % {"most": MOST_LETTERS})
        elif facts.abstracts.get(language, text) != text:
            facts.refuse(column, _("Another column says something else in the same language."))
        else:
            facts.abstracts[language] = text


def _read_files(facts: Facts, cells: dict[str, str], words: Vocabulary) -> None:
    for column, name in sorted(cells.items()):
        if not name or not FILE.fullmatch(column):
            continue
        said = cells.get(f"{column}_language", "")
        found = _known(facts, f"{column}_language", [said], words.languages) if said else []
        facts.files.append((column, name, found[0] if found else ""))
