"""What is pasted into the form instead of being typed: a DOI, or an entry of a reference manager.

BibTeX, RIS and CSL-JSON are put into the words of Dublin Core, from which a work of another library
is taken in as well. The register of DOIs is asked while she waits, and for a few seconds at most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    NameParts,
    SeparateCoAuthors,
    SplitNameParts,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.tidy import tidy

from .fetching import NotFetched, fetch
from .harvest.dublin_core import DOI_HOME as REGISTER
from .harvest.dublin_core import Facts, facts_of
from .identifiers import doi_in

LONGEST = 30_000  # letters: an entry with its abstract, not a bibliography
PATIENCE = 6.0  # seconds that she waits for the register
HEAVIEST = 500_000  # bytes of its answer
CSL = "application/vnd.citationstyles.csl+json"

Said = dict[str, list[tuple[str, str]]]  # by word of Dublin Core, texts and their languages

# Their types, where ours would not know the word.
_TYPES = {
    "techreport": "report",
    "rprt": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thes": "thesis",
    "jour": "article",
    "ejour": "article",
    "article-journal": "article",
    "journal-article": "article",
    "inbook": "book",
    "incollection": "book chapter",
    "inproceedings": "article",
    "chap": "book chapter",
    "chapter": "book chapter",
    "paper-conference": "article",
    "proceedings-article": "article",
    "posted-content": "preprint",
    "stat": "law",
    "slide": "slides",
    "speech": "presentation",
    "motion_picture": "video",
    "data": "dataset",
}


class NotRead(Exception):
    """Nothing could be taken from it; `str()` of this says why, to the person who pasted it."""

    def __init__(self, why: Promise) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


def read(pasted: str) -> Facts:
    """The facts of the first work in it; what is not said is empty. Raises `NotRead`."""
    text = tidy(pasted).strip()
    if not text:
        raise NotRead(_("Please paste a DOI or an entry first."))
    if len(text) > LONGEST:
        raise NotRead(_("That is more than one entry. Please paste the one of this work."))
    if doi := doi_in(text):
        return _registered(doi)
    said = _said(text)
    if not said.get("title"):
        raise NotRead(
            _("We could not read that. It should be a DOI, or an entry in BibTeX or RIS.")
        )
    return facts_of(said, [], otherwise="")


def _registered(doi: str) -> Facts:
    """What the register of DOIs says of it."""
    try:
        answer = fetch(
            f"{REGISTER}{doi}", timeout=PATIENCE, max_bytes=HEAVIEST, headers={"Accept": CSL}
        )
        said = _of_csl(answer.content.decode()) if answer.ok else {}
    except (NotFetched, UnicodeDecodeError):
        said = None
    if said is None:
        raise NotRead(
            _("doi.org did not answer. Please try again later, or write what you know yourself.")
        )
    if not said.get("title"):
        raise NotRead(_("doi.org does not know this DOI. Is a letter missing at its end?"))
    return facts_of({**said, "identifier": [(doi, ""), *said["identifier"]]}, [], otherwise="")


def _said(text: str) -> Said:
    try:
        if text.startswith(("{", "[")):
            return _of_csl(text)
        if re.match(r"\s*TY {1,2}-", text):
            return _of_ris(text)
        return _of_bibtex(text)
    except RecursionError:  # braces in braces in braces
        return {}


def _of_bibtex(text: str) -> Said:
    signs = LatexDecodingMiddleware(keep_braced_groups=True)  # braces hold a name together
    readers = [signs, SeparateCoAuthors(), SplitNameParts()]
    library = parse_string(text, append_middleware=readers)
    if not library.entries:
        return {}
    entry = library.entries[0]
    told: dict[str, Any] = {field.key.lower(): field.value for field in entry.fields}
    people = told.get("author") or told.get("editor") or []
    publisher = ("publisher", "institution", "organization", "school", "journal", "journaltitle")
    return _gathered(
        title=[_joined(told.get("title"), told.get("subtitle"))],
        type=[entry.entry_type.lower()],
        creator=[_bibtex_name(one) for one in people],
        publisher=[told.get(name) for name in publisher],
        date=[told.get("year"), told.get("date")],
        language=[told.get("language"), told.get("langid")],
        identifier=[told.get("doi"), _isbn(told.get("isbn")), told.get("url")],
        description=[told.get("abstract")],
    )


def _bibtex_name(name: NameParts | str) -> str:
    if isinstance(name, str):
        return name
    family = " ".join([*name.von, *name.last, *name.jr])
    return ", ".join(part for part in (family, " ".join(name.first)) if part)


def _of_ris(text: str) -> Said:
    try:
        entries = rispy.loads(text)
    except (OSError, ValueError, KeyError, IndexError):  # whatever it trips over
        return {}
    if not entries:
        return {}
    told = entries[0]
    titles = ("primary_title", "title", "translated_title")
    people = told.get("authors") or told.get("first_authors") or told.get("secondary_authors") or []
    links = told.get("urls") or [told.get("url")]
    return _gathered(
        title=[told.get(name) for name in titles],
        type=[str(told.get("type_of_reference", "")).lower()],
        creator=people,
        publisher=[told.get(name) for name in ("publisher", "journal_name", "secondary_title")],
        date=[told.get("year"), told.get("publication_year"), told.get("date")],
        language=[told.get("language")],
        identifier=[told.get("doi"), _isbn(told.get("issn")), *links],
        description=[told.get("abstract"), told.get("notes_abstract")],
    )


def _of_csl(text: str) -> Said:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    if isinstance(told, list):
        told = told[0] if told else {}
    if not isinstance(told, dict):
        return {}
    isbns = told.get("ISBN")
    return _gathered(
        title=_texts(told.get("title")),
        type=[str(told.get("type", "")).lower()],
        creator=_csl_names(told.get("author") or told.get("editor")),
        publisher=[told.get("publisher"), *_texts(told.get("container-title"))],
        date=_csl_years(told.get("issued")),
        language=[told.get("language")],
        identifier=[told.get("DOI"), *map(_isbn, _texts(isbns)), told.get("URL")],
        description=[told.get("abstract")],
    )


def _texts(told: Any) -> list[Any]:
    """The register sends a list where the format has a text."""
    return told if isinstance(told, list) else [told]


def _csl_names(told: Any) -> Iterator[str]:
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict):
            family = one.get("family") or one.get("literal") or one.get("name") or ""
            particle = one.get("non-dropping-particle") or ""
            parts = (f"{particle} {family}".strip(), one.get("given") or "")
            yield ", ".join(str(part) for part in parts if part)


def _csl_years(told: Any) -> list[str]:
    parts = told.get("date-parts") if isinstance(told, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    return [str(first[0])] if isinstance(first, list) and first else []


def _isbn(told: Any) -> str:
    return f"ISBN {told}" if told else ""


def _joined(title: Any, subtitle: Any) -> str:
    return ": ".join(str(one) for one in (title, subtitle) if one)


def _gathered(**said: Iterable[Any]) -> Said:
    """Texts only, without the braces that guard capitals in BibTeX."""
    found = {
        word: [(re.sub("[{}]", "", text), "") for text in texts if isinstance(text, str) and text]
        for word, texts in said.items()
    }
    found["type"] = [(_TYPES.get(text, text), "") for text, _language in found["type"]]
    return found
