"""From the fifteen words of Dublin Core, as others use them, to what our library keeps.

The facts of a work are plain JSON, so that a record can keep what was taken in and be compared with
what is told later.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, TypedDict
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.html import strip_tags

from members.models import fold
from members.tidy import on_one_line, tidy
from resources.models.resources import FIRST_YEAR

from . import words

UNDETERMINED = "und"  # ISO 639-2
MOST_CREATORS = 100
LONGEST_ABSTRACT = 6_000  # letters: as in our own form
DOI_HOME = "https://doi.org/"
_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/|info:doi/)(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_ISBN = re.compile(r"(?:isbn)[:\s]*((?:97[89][- ]?)?[0-9][0-9 -]{7,12}[0-9X])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")
_is_link = URLValidator(schemes=["https", "http"])


class Facts(TypedDict):
    """`themes` are the words by which the library's themes are looked up."""

    title: str
    kind: str
    creators: list[str]
    publisher: str
    issued: int | None
    languages: list[str]
    countries: list[str]
    license: str
    license_terms: str
    source_url: str
    doi: str
    isbn: str
    themes: list[str]
    abstracts: dict[str, str]


def facts_of(said: dict[str, Any], sets: list[str], *, otherwise: str) -> Facts:
    """`otherwise` is the language of a work about which nothing is said. The title may be empty.

    The sets of portals like ours say the kind and the themes more exactly than words do.
    """
    spoken = _languages(said) or ([otherwise] if otherwise else [])
    license_, terms = words.license_of(list(_texts(said, "rights")))
    doi, links = _doi(said), list(_links(said))
    return {
        "title": _first(said, "title")[:1200],
        "kind": words.kind_in(sets, list(_texts(said, "type"))).value,
        "creators": list(dict.fromkeys(name[:300] for name in _texts(said, "creator")))[
            :MOST_CREATORS
        ],
        "publisher": _first(said, "publisher")[:300],
        "issued": _year(list(_texts(said, "date"))),
        "languages": spoken,
        "countries": _countries(said),
        "license": license_.value,
        "license_terms": terms,
        "source_url": next(iter(links), f"{DOI_HOME}{doi}" if doi else ""),
        "doi": doi,
        "isbn": _isbn(said),
        "themes": list(dict.fromkeys([*_subjects(said), *_themes_in(sets)])),
        "abstracts": _abstracts(said, spoken),
    }


def addresses(said: dict[str, Any]) -> list[str]:
    """All that may be one: somewhere among them may be a page of ours."""
    return [text for name in ("identifier", "source", "relation") for text in _texts(said, name)]


def _texts(said: dict[str, Any], name: str) -> Iterator[str]:
    for text, _language in said.get(name, ()):
        if line := on_one_line(html.unescape(text)):
            yield line


def _first(said: dict[str, Any], name: str) -> str:
    return next(_texts(said, name), "")


def _languages(said: dict[str, Any]) -> list[str]:
    parts = (part for text in _texts(said, "language") for part in re.split(r"[;,]", text))
    found = [words.language(part) for part in parts]
    return list(dict.fromkeys(code for code in found if code))


def _year(texts: list[str]) -> int | None:
    """Of publication. Repositories tell the moments of their own doings beside it, with a time."""
    days = [text for text in texts if "T" not in text] or texts
    years = [int(year) for text in days for year in _YEAR.findall(text)]
    return min(
        (year for year in years if FIRST_YEAR <= year <= timezone.now().year + 1), default=None
    )


def _countries(said: dict[str, Any]) -> list[str]:
    found = [words.country(text) for text in _texts(said, "coverage")]
    return sorted({code for code in found if code})


def _subjects(said: dict[str, Any]) -> Iterator[str]:
    """Whole, and in parts where one element holds several."""
    for text in _texts(said, "subject"):
        yield fold(text)[:300]
        parts = re.split(r"[;,|]|::|--", text)
        yield from (fold(part)[:300] for part in parts if len(parts) > 1 and part.strip())


def _themes_in(sets: list[str]) -> Iterator[str]:
    for address in sets:
        yield fold(address)
        if address.startswith("theme:"):
            yield address.rpartition(":")[2]


def _abstracts(said: dict[str, Any], spoken: list[str]) -> dict[str, str]:
    """One a language; without a mark it is taken for the language of the work."""
    found: dict[str, str] = {}
    for text, mark in said.get("description", ()):
        plain = tidy(strip_tags(html.unescape(text))).strip()
        code = words.language(mark) or (spoken[0] if spoken else UNDETERMINED)
        if plain and code not in found:
            found[code] = _cut(plain)
    return found


def _cut(text: str) -> str:
    if len(text) <= LONGEST_ABSTRACT:
        return text
    return text[: LONGEST_ABSTRACT - 2].rpartition(" ")[0] + " …"


def _doi(said: dict[str, Any]) -> str:
    for text in _texts(said, "identifier"):
        if found := _DOI.search(unquote(text)):
            return found[1].rstrip(".,;)>]")[:120]
    return ""


def _isbn(said: dict[str, Any]) -> str:
    for text in _texts(said, "identifier"):
        if found := _ISBN.search(text):
            bare = re.sub("[ -]", "", found[1])
            if len(bare) in (10, 13):
                return bare
    return ""


def _links(said: dict[str, Any]) -> Iterator[str]:
    """In their order, those to the registry of DOIs left out: they are kept as DOIs."""
    for name in ("identifier", "source"):
        for text in _texts(said, name):
            link = text.replace(" ", "%20")
            if len(link) <= 1000 and not _DOI.search(unquote(link)) and _is_web_address(link):
                yield link


def _is_web_address(text: str) -> bool:
    try:
        _is_link(text)
    except ValidationError:
        return False
    return True
