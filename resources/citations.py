"""A work as people and their programs cite it: BibTeX, RIS, CSL-JSON, and one line to copy.

Pure text; whoever may see a work may cite it, and nobody here asks who that is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext as _

from members.models import fold

from .models import Resource


class Types(NamedTuple):
    """What the other languages call a kind of ours."""

    bibtex: str
    ris: str
    csl: str


REPORT = Types("techreport", "RPRT", "report")
MANUAL = Types("manual", "BOOK", "book")
TYPES: dict[str, Types] = {
    Resource.Kind.STUDY: REPORT,
    Resource.Kind.REPORT: REPORT,
    Resource.Kind.FACT_SHEET: Types("booklet", "PAMP", "pamphlet"),
    Resource.Kind.TOOLKIT: MANUAL,
    Resource.Kind.TRAINING_KIT: MANUAL,
    Resource.Kind.GUIDE: MANUAL,
    Resource.Kind.POLICY: REPORT,
    Resource.Kind.LAW_OR_CONVENTION: Types("misc", "STAT", "legislation"),
    Resource.Kind.CASE_STUDY: REPORT,
    Resource.Kind.PROMISING_PRACTICE: REPORT,
    Resource.Kind.WEBINAR: Types("misc", "VIDEO", "motion_picture"),
    Resource.Kind.PRESENTATION: Types("misc", "SLIDE", "speech"),
    Resource.Kind.DATASET: Types("misc", "DATA", "dataset"),
    Resource.Kind.OTHER: Types("misc", "GEN", "document"),
}
# Where each type of BibTeX looks for who brought it out.
PUBLISHER_FIELD = {"techreport": "institution", "manual": "organization"}

# Control characters and what turns the direction of a line: no format can carry the former, and
# the latter would reach into what stands beside. Line ends become spaces first.
_LINE_ENDS = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff"
                    "\ud800-\udfff]")  # fmt: skip
# A comma also stands in the names of ministries; these words do not stand in those of people.
_HOUSE_WORDS = frozenset(("and", "for", "of", "&", "et", "pour", "und", "für", "ltd", "inc", "llc"))
_LATEX = str.maketrans(
    {"\\": "{\\textbackslash}", "{": "\\ensuremath{\\lbrace}", "}": "\\ensuremath{\\rbrace}",
     "^": "{\\textasciicircum}", "~": "{\\textasciitilde}", "`": "{\\textasciigrave}",
     **{sign: f"\\{sign}" for sign in "#$%&_"}}
)  # fmt: skip
# LaTeX would draw these together into one sign.
_LIGATURES = re.compile(r"(?<=([-',<>]))(?=\1)|(?<=[?!])(?=\{\\textasciigrave)")
_STOPS = (".", "?", "!", "…", "؟", "。")
_NOT_OF_A_KEY = re.compile("[^a-z0-9]+")
_OF_A_DOI = "/:;()!$&'*+,=@"  # besides letters and digits
# An address with these would end a field, or be no address.
_NOT_OF_AN_ADDRESS = re.compile(r'[\s{}\\"<>^`|]')


class Creator(NamedTuple):
    """A person has a given name; of an organization `family` is the whole name."""

    family: str
    given: str = ""

    @property
    def name(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True)
class Work:
    """What is cited of a resource. Every text is one line that any format can carry."""

    number: int
    kind: str
    title: str
    address: str
    creators: tuple[Creator, ...] = ()
    publisher: str = ""
    year: int | None = None
    languages: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    doi: str = ""
    isbn: str = ""

    @property
    def types(self) -> Types:
        return TYPES[self.kind]

    @property
    def key(self) -> str:
        """By which a bibliography calls it: "diallo2019-12"."""
        first = self.creators[0].family if self.creators else self.publisher
        name = _NOT_OF_A_KEY.sub("", fold(first))[:30] or "work"
        return f"{name}{self.year or ''}-{self.number}"

    @property
    def doi_address(self) -> str:
        return f"https://doi.org/{quote(self.doi, safe=_OF_A_DOI)}" if self.doi else ""


def one_line(text: str) -> str:
    """Without line ends, control characters and turns of direction."""
    return _UNFIT.sub("", _LINE_ENDS.sub(" ", text)).strip()


def bare_doi(text: str) -> str:
    """The DOI alone, however it was written: as an address, or after "doi:"."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", one_line(text), flags=re.IGNORECASE)


def creator(text: str) -> Creator:
    """ "Family, Given" is a person; anything else is an organization."""
    name = one_line(text)
    family, comma, given = (part.strip() for part in name.partition(","))
    words = {word.casefold().strip(".") for word in name.replace(",", " ").split()}
    if not (comma and family and given) or "," in given or words & _HOUSE_WORDS:
        return Creator(name)
    return Creator(family, given)


def cited(resource: Resource, *, address: str, keywords: tuple[str, ...] = ()) -> Work:
    """`address` is the absolute one of its page. Reads `abstracts` prefetched.

    The abstract is the one in its own language, else the English one, else any.
    """
    abstracts = {one.language: one.text for one in resource.abstracts.all()}
    said = [
        abstracts[code] for code in (*resource.languages, "en", *abstracts) if code in abstracts
    ]
    return Work(
        number=resource.pk,
        kind=resource.kind,
        title=one_line(resource.title),
        address=address,
        creators=tuple(found for text in resource.creators if (found := creator(text)).family),
        publisher=one_line(resource.publisher),
        year=resource.issued,
        languages=tuple(resource.languages),
        abstract=one_line(said[0]) if said else "",
        keywords=tuple(one_line(word) for word in keywords),
        doi=bare_doi(resource.doi),
        isbn=one_line(resource.isbn),
    )


def bibtex(work: Work) -> str:
    """In UTF-8. What TeX reads as an order is written as the sign that it is."""
    kind = work.types.bibtex
    fields = {
        "author": " and ".join(_bibtex_name(one) for one in work.creators),
        "title": f"{{{_tex(work.title)}}}",  # braced twice: capitals stay as they are
        PUBLISHER_FIELD.get(kind, "publisher"): _tex(work.publisher),
        "year": str(work.year or ""),
        "language": ", ".join(work.languages),
        "keywords": ", ".join(_tex(word) for word in work.keywords),
        "doi": _plain_address(work.doi),
        "isbn": _tex(work.isbn),
        "url": _plain_address(work.address),
        "abstract": _tex(work.abstract),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{work.key},\n" + ",\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    return _LIGATURES.sub("{}", text.translate(_LATEX))


def _bibtex_name(one: Creator) -> str:
    """Braces keep a name whole; those of people stay open, for they are sorted by their parts."""
    if one.given and not re.search(r"\band\b", one.name, re.IGNORECASE):
        return f"{_tex(one.family)}, {_tex(one.given)}"
    return f"{{{_tex(one.name)}}}"


def _plain_address(address: str) -> str:
    return _NOT_OF_AN_ADDRESS.sub(
        lambda sign: "".join(f"%{byte:02X}" for byte in sign.group().encode()), address
    )


def ris(work: Work) -> str:
    """One line a value, as the format wants; it ends lines like old typewriters."""
    lines = [
        ("TY", work.types.ris),
        ("ID", work.key),
        *(("AU", one.name) for one in work.creators),
        ("TI", work.title),
        ("PB", work.publisher),
        ("PY", str(work.year or "")),
        ("LA", ", ".join(work.languages)),
        *(("KW", word) for word in work.keywords),
        ("DO", work.doi),
        ("SN", work.isbn),
        ("UR", work.address),
        ("AB", work.abstract),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(work: Work) -> list[dict[str, Any]]:
    """What citation processors read: a list of one."""
    item = {
        "id": work.key,
        "type": work.types.csl,
        "title": work.title,
        "author": [
            {"family": one.family, "given": one.given} if one.given else {"literal": one.family}
            for one in work.creators
        ],
        "publisher": work.publisher,
        "issued": {"date-parts": [[work.year]]} if work.year else None,
        "language": ", ".join(work.languages),
        "keyword": ", ".join(work.keywords),
        "DOI": work.doi,
        "ISBN": work.isbn,
        "URL": work.address,
        "abstract": work.abstract,
    }
    return [{name: value for name, value in item.items() if value}]


def csl_json(work: Work) -> str:
    return json.dumps(csl(work), ensure_ascii=False, indent=1) + "\n"


class Line(NamedTuple):
    """A citation for people, in what stands before the title, the title, and what follows."""

    before: str
    title: str
    after: str


def line(work: Work) -> Line:
    """ "Diallo, Awa; Okoro, Ngozi (2019). Counting care. Association A. https://…" """
    people = "; ".join(one.name for one in work.creators) or work.publisher
    year = str(work.year or _("no date"))
    publisher = work.publisher if work.publisher != people else ""
    after = [_ended(publisher), work.doi_address or work.address]
    if people:
        before = f"{people} ({year}). "
    else:
        before = ""
        after.insert(0, f"({year}).")
    stop = "" if work.title.endswith(_STOPS) else "."
    return Line(before, work.title, " ".join([stop, *filter(None, after)]))


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence.endswith(_STOPS) else f"{sentence}."


class Format(NamedTuple):
    """A way to write a work for a program; the address of a citation ends with its name."""

    label: str
    media_type: str
    write: Callable[[Work], str]


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems", ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
