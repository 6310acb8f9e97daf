"""What the page of a work tells machines: meta elements, JSON-LD, and links in the header.

For search engines, reference managers and other libraries. Only the page of a published work that
is open to everybody carries them. Pure text; the view says which files its reader may see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from members.files import media

from .citations import Creator, Work
from .models import Resource

LICENSES: dict[str, str] = {
    Resource.License.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Resource.License.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Resource.License.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Resource.License.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
}
# By kind, where schema.org and Dublin Core know more than that it is a report, or a text.
SCHEMA_TYPES: dict[str, str] = {
    Resource.Kind.FACT_SHEET: "DigitalDocument",
    Resource.Kind.TOOLKIT: "LearningResource",
    Resource.Kind.TRAINING_KIT: "LearningResource",
    Resource.Kind.GUIDE: "LearningResource",
    Resource.Kind.LAW_OR_CONVENTION: "Legislation",
    Resource.Kind.WEBINAR: "CreativeWork",
    Resource.Kind.PRESENTATION: "PresentationDigitalDocument",
    Resource.Kind.DATASET: "Dataset",
    Resource.Kind.OTHER: "CreativeWork",
}
DCMI_TYPES: dict[str, str] = {
    Resource.Kind.WEBINAR: "MovingImage",
    Resource.Kind.DATASET: "Dataset",
}
MOST_ITEMS = 20  # files named in the header: proxies refuse long ones
# Inside a script element HTML looks for nothing but its end.
_HTML_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


class File(NamedTuple):
    address: str
    media_type: str
    language: str


class Alternate(NamedTuple):
    """The same in a format for programs."""

    address: str
    media_type: str
    label: str


@dataclass(frozen=True)
class Record:
    """A work with what its page knows beyond the citation; every address is absolute."""

    work: Work
    files: tuple[File, ...]
    formats: tuple[Alternate, ...]
    license: str  # one of `Resource.License`
    changed_at: datetime

    @property
    def license_address(self) -> str:
        return LICENSES.get(self.license, "")

    @property
    def schema_type(self) -> str:
        return SCHEMA_TYPES.get(self.work.kind, "Report")


def meta_elements(record: Record) -> list[tuple[str, str]]:
    """Pairs of name and content: first what scholars' search engines read, then Dublin Core."""
    found = [*_citation(record), *_dublin_core(record)]
    return [(name, content) for name, content in found if content]


def _citation(record: Record) -> Iterator[tuple[str, str]]:
    work = record.work
    yield "citation_title", work.title
    for one in work.creators:
        yield "citation_author", one.name
    yield "citation_publication_date", str(work.year or "")
    yield "citation_publisher", work.publisher
    if work.types.csl == "report":
        yield "citation_technical_report_institution", work.publisher
    for code in work.languages:
        yield "citation_language", code
    for word in work.keywords:
        yield "citation_keywords", word
    yield "citation_doi", work.doi
    yield "citation_isbn", work.isbn
    yield "citation_abstract_html_url", work.address
    pdfs = (file.address for file in record.files if file.media_type == media.PDF)
    yield "citation_pdf_url", next(pdfs, "")


def _dublin_core(record: Record) -> Iterator[tuple[str, str]]:
    work = record.work
    yield "DCTERMS.title", work.title
    for one in work.creators:
        yield "DCTERMS.creator", one.name
    yield "DCTERMS.publisher", work.publisher
    yield "DCTERMS.issued", str(work.year or "")
    for code in work.languages:
        yield "DCTERMS.language", code
    for word in work.keywords:
        yield "DCTERMS.subject", word
    yield "DCTERMS.type", DCMI_TYPES.get(work.kind, "Text")
    yield "DCTERMS.identifier", work.address
    yield "DCTERMS.identifier", work.doi_address
    yield "DCTERMS.identifier", f"urn:isbn:{work.isbn}" if work.isbn else ""
    yield "DCTERMS.license", record.license_address
    yield "DCTERMS.abstract", work.abstract


def linked_data(record: Record) -> SafeString:
    """schema.org's words for the work, as JSON that can stand in a script element."""
    work = record.work
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": record.schema_type,
        "@id": work.address,
        "url": work.address,
        "name": work.title,
        "author": [_agent(one) for one in work.creators],
        "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
        "datePublished": str(work.year or ""),
        "dateModified": record.changed_at.isoformat(timespec="seconds"),
        "inLanguage": list(work.languages),
        "description": work.abstract,
        "keywords": list(work.keywords),
        "license": record.license_address,
        "sameAs": work.doi_address,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("DOI", work.doi), ("ISBN", work.isbn))
            if value
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": file.address,
                "encodingFormat": file.media_type,
                "inLanguage": file.language,
            }
            for file in record.files
        ],
    }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(_HTML_SIGNS))  # noqa: S308 - no sign of HTML is left


def _agent(one: Creator) -> dict[str, str]:
    if not one.given:
        return {"@type": "Organization", "name": one.family}
    return {
        "@type": "Person",
        "name": f"{one.given} {one.family}",
        "familyName": one.family,
        "givenName": one.given,
    }


def signposts(record: Record) -> str:
    """The value of a `Link` header, by signposting.org: what to cite, to read, to fetch."""
    work = record.work
    links = [
        (work.doi_address or work.address, 'rel="cite-as"'),
        ("https://schema.org/AboutPage", 'rel="type"'),
        (f"https://schema.org/{record.schema_type}", 'rel="type"'),
        (record.license_address, 'rel="license"'),
        *((one.address, f'rel="describedby"; type="{one.media_type}"') for one in record.formats),
        *(
            (file.address, f'rel="item"; type="{file.media_type}"')
            for file in record.files[:MOST_ITEMS]
        ),
    ]
    return ", ".join(f"<{address}>; {rest}" for address, rest in links if address)
