"""What is in a pack: its index page, its lists for other programs, and a word on what one may do.

In the language of its reader. `write` is called within the request that asked for the pack.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from members.files.types import BY_MEDIA_TYPE
from members.languages import language_name
from members.models import Visibility, language_in_use
from resources import listing
from resources.addresses import absolute
from resources.citations import Work, bibtex, one_line
from resources.citing import work_of
from resources.facets import Names
from resources.models import Document, Resource
from resources.practices import tell

from .archive import Archive, File
from .choice import Candidate
from .names import FOLDER, file_name
from .subject import Subject

# The page's own styles and script, which are those of the portal as far as they go.
FURNITURE = {
    "page/tokens.css": "css/tokens.css",
    "page/base.css": "css/base.css",
    "page/components.css": "css/components.css",
    "page/pack.css": "css/pack.css",
    "page/pack.js": "js/pack.js",
}
FREE = frozenset(
    (Resource.License.CC_BY, Resource.License.CC_BY_SA, Resource.License.PUBLIC_DOMAIN)
)
COLUMNS = (
    *("number", "title", "creators", "publisher", "year", "languages", "kind", "themes"),
    *("license", "doi", "isbn", "link", "address", "files"),
)
# Spreadsheets take a cell that begins so for an order (OWASP, "CSV injection").
_ORDERS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Taken:
    """A document in the pack; `path` is its place there."""

    document: Document
    path: str
    is_closed: bool

    @property
    def href(self) -> str:
        return quote(self.path)

    @property
    def language(self) -> str:
        return language_name(self.document.language)


@dataclass(frozen=True)
class Line:
    """A work as the index page tells it."""

    resource: Resource
    work: Work
    kind: str
    license: str
    why: str
    files: list[Taken]
    left_out: int  # documents of it that its reader finds online only

    @property
    def badge(self) -> str:
        return listing.badge(self.resource)

    @property
    def meta(self) -> str:
        return listing.meta(self.resource)

    @property
    def language(self) -> str:
        return self.resource.languages[0] if self.resource.languages else ""

    @property
    def abstracts(self) -> list[tuple[str, str]]:
        """Language and text, the reader's first, then English; a practice begins with its own."""
        order = [language_in_use(), "en"]
        practice = getattr(self.resource, "practice", None)
        said = [(one.language, one.text) for one in self.resource.abstracts.all()]
        return sorted(
            ((code, text) for code, text in said if not practice or text != practice.context),
            key=lambda one: order.index(one[0]) if one[0] in order else len(order),
        )

    @property
    def told(self) -> Any:
        practice = getattr(self.resource, "practice", None)
        return tell(practice) if practice else None

    @property
    def is_restricted(self) -> bool:
        return self.resource.license not in FREE

    @property
    def links(self) -> list[str]:
        """Where it stands elsewhere; what is no web address is no link."""
        found = [self.work.doi_address, self.resource.source_url]
        return [one for one in found if one.startswith(("https://", "http://"))]


@dataclass(frozen=True)
class Pack:
    subject: Subject
    lines: list[Line]
    day: dt.date

    @property
    def files(self) -> list[Taken]:
        return [one for line in self.lines for one in line.files]

    @property
    def is_closed(self) -> bool:
        """Holds something that not everybody may see."""
        works = (line.resource.visibility for line in self.lines)
        return any(one != Visibility.PUBLIC for one in works) or any(
            one.is_closed for one in self.files
        )

    @property
    def restricted(self) -> int:
        return sum(line.is_restricted for line in self.lines)


def gather(subject: Subject, chosen: Sequence[Candidate], *, day: dt.date) -> Pack:
    """Reads what the pack tells. A document whose file is gone is left out of it."""
    names = Names()
    # Once for all: a field's own display looks through its choices for every work.
    licenses = {code: str(said) for code, said in Resource.License.choices}
    readable: dict[int, int] = {}
    for one in subject.candidates:
        readable[one.work] = readable.get(one.work, 0) + 1
    documents: dict[int, list[Document]] = {}
    for document in subject.documents(chosen):
        if _is_there(document):
            documents.setdefault(document.resource_id, []).append(document)
    lines = []
    for resource in subject.read():
        themes = [("", names.of("theme", one.slug)) for one in resource.themes.all()]
        files = [_taken(document, resource) for document in documents.get(resource.pk, ())]
        lines.append(
            Line(
                resource=resource,
                work=work_of(resource, themes),
                kind=names.of("kind", resource.kind),
                license=resource.license_terms or licenses[resource.license],
                why=subject.reasons.get(resource.pk, ""),
                files=files,
                left_out=readable.get(resource.pk, 0) - len(files),
            )
        )
    return Pack(subject, lines, day)


def _is_there(document: Document) -> bool:
    try:
        return default_storage.size(str(document.file)) == document.size
    except OSError:
        return False


def _taken(document: Document, resource: Resource) -> Taken:
    name = file_name(
        work=resource.pk,
        number=document.number,
        title=resource.title,
        language=document.language,
        extension=BY_MEDIA_TYPE[document.media_type].extensions[0],
    )
    return Taken(document, FOLDER + name, resource.files_visibility != Visibility.PUBLIC)


def write(pack: Pack) -> Archive:
    """The pack as a ZIP that can be sent."""
    context = {
        "pack": pack,
        "subject": pack.subject,
        "portal_name": settings.PORTAL_NAME,
        "name": one_line(pack.subject.name),
        "address": absolute(pack.subject.url),
        "more": pack.subject.total - len(pack.lines),
    }
    page = render_to_string("resources/pack/index.html", context)
    readme = render_to_string("resources/pack/README.txt", context)
    texts = [
        ("index.html", page.encode()),
        # Old editors know a text by its mark, and a line by both its ends.
        ("README.txt", readme.replace("\n", "\r\n").encode("utf-8-sig")),
        ("resources.csv", _table(pack).encode("utf-8-sig")),
        ("resources.bib", "\n".join(bibtex(line.work) for line in pack.lines).encode()),
        *((name, _furniture(path)) for name, path in FURNITURE.items()),
    ]
    files = [
        File(
            name=one.path,
            size=one.document.size,
            mark=one.document.sha256,
            open=partial(_open, str(one.document.file)),
        )
        for one in pack.files
    ]
    return Archive(texts, files, day=pack.day)


def _open(path: str) -> IO[bytes]:
    return default_storage.open(path, "rb")


@lru_cache(maxsize=len(FURNITURE))
def _furniture(path: str) -> bytes:
    """Kept by each process: it changes with a new version only."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_bytes()


def _table(pack: Pack) -> str:
    """For spreadsheets and other programs; the names of its columns are those of the import."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in _row(line)] for line in pack.lines)
    return out.getvalue()


def _row(line: Line) -> Iterator[str]:
    resource, work = line.resource, line.work
    yield str(resource.pk)
    yield work.title
    yield "; ".join(one.name for one in work.creators)
    yield work.publisher
    yield str(resource.issued or "")
    yield "; ".join(resource.languages)
    yield line.kind
    yield "; ".join(work.keywords)
    yield one_line(line.license)
    yield work.doi
    yield work.isbn
    yield resource.source_url
    yield work.address
    yield "; ".join(one.path for one in line.files)


def _harmless(cell: str) -> str:
    """An apostrophe before what would be an order makes it a text."""
    return f"'{cell}" if cell.lstrip().startswith(_ORDERS) else cell
