"""Asking another library, and reading its answers. Nothing here knows our library.

An answer is read with expat alone: no document type, so no entities; bounded in bytes, elements and
depth. Signs that XML forbids are taken out once, because real libraries send them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils import timezone

from resources.fetching import NotFetched, fetch
from resources.models.sources import Fault

MOST_BYTES = 10_000_000
MOST_ELEMENTS, DEEPEST = 300_000, 40
PATIENCE = 60.0  # seconds for one answer
MOST_SETS = 2_000
MOST_VALUES, LONGEST_VALUE = 300, 20_000  # of one element in one record
LONGEST_IDENTIFIER = 500
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")

# By element of Dublin Core: pairs of a text and its language, or "".
Said = dict[str, list[tuple[str, str]]]


class Failed(Exception):
    """It does not go on; `detail` is what the other side said."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, " ".join(detail.split())[:300]


class Busy(Exception):
    """It asks us to come again; `wait` in seconds, None where it does not say when."""

    def __init__(self, status: int, wait: int | None) -> None:
        super().__init__(str(status))
        self.status, self.wait = status, wait


class NothingNew(Exception):
    """No record fits what was asked."""


class TokenExpired(Exception):
    """The list can only be begun anew."""


@dataclass(frozen=True)
class Told:
    """One record; `said` is None when it says nothing in Dublin Core."""

    identifier: str
    datestamp: str
    deleted: bool
    sets: tuple[str, ...]
    said: Said | None


@dataclass(frozen=True)
class Page:
    records: list[Told]
    token: str
    size: int | None
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class Identity:
    title: str
    earliest: str
    to_the_second: bool
    sets: list[tuple[str, str]] = field(default_factory=list)


def identify(url: str) -> Identity:
    """Raises `NotFetched`, `Busy`, `Failed`."""
    content = _child(_ask(url, {"verb": "Identify"}), "Identify")
    return Identity(
        title=_text(content, "repositoryName")[:300] or url,
        earliest=_text(content, "earliestDatestamp")[:40],
        to_the_second="hh:mm:ss" in _text(content, "granularity"),
        sets=list(_sets(url)),
    )


def _sets(url: str) -> Iterator[tuple[str, str]]:
    """As far as it tells them; many libraries have none, and say so by an error."""
    asked = {"verb": "ListSets"}
    known: set[str] = set()
    while asked:
        try:
            content = _child(_ask(url, asked), "ListSets")
        except (NotFetched, Busy, Failed, NothingNew, TokenExpired):
            return
        found = [(_text(one, "setSpec"), _text(one, "setName")) for one in _all(content, "set")]
        new = [(spec, name[:200]) for spec, name in found if spec and spec not in known]
        yield from new
        known |= {spec for spec, _name in new}
        token = _text(content, "resumptionToken")
        going_on = token and new and len(known) < MOST_SETS
        asked = {"verb": "ListSets", "resumptionToken": token} if going_on else {}


def list_records(url: str, *, token: str = "", since: str = "", set_spec: str = "") -> Page:
    """One page. Raises `NotFetched`, `Busy`, `Failed`, `NothingNew`, `TokenExpired`."""
    asked = {"verb": "ListRecords"}
    if token:
        asked |= {"resumptionToken": token}
    else:
        asked |= {"metadataPrefix": "oai_dc"}
        asked |= {"from": since} if since else {}
        asked |= {"set": set_spec} if set_spec else {}
    root = _ask(url, asked)
    content = _child(root, "ListRecords")
    going_on = content.find(f"{OAI}resumptionToken")
    size = "" if going_on is None else going_on.get("completeListSize", "")
    return Page(
        records=[_record(one) for one in _all(content, "record")],
        token=_text(content, "resumptionToken"),
        size=int(size) if re.fullmatch("[0-9]{1,9}", size) else None,
        answered_at=moment(_text(root, "responseDate")),
    )


def moment(text: str) -> dt.datetime | None:
    """Of a time stamp of the protocol, always in UTC; None if it is none."""
    try:
        read = dt.datetime.fromisoformat(text)
        return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _ask(url: str, asked: dict[str, str]) -> Element:
    """The root of an answer that is no error."""
    joint = "&" if "?" in url else "?"
    answer = fetch(
        f"{url}{joint}{urlencode(asked)}",
        max_bytes=MOST_BYTES,
        timeout=PATIENCE,
        headers={"Accept": "text/xml, application/xml"},
    )
    if answer.status in {429, 500, 502, 503, 504}:
        raise Busy(answer.status, _wait(answer.headers.get("retry-after", "")))
    if not answer.ok:
        raise Failed(Fault.STATUS, str(answer.status))
    root = read(answer.content)
    error = root.find(f"{OAI}error")
    if root.tag != f"{OAI}OAI-PMH":
        raise Failed(Fault.NOT_OAI)
    if error is not None:
        _raise(error.get("code", ""), error.text or "")
    return root


def _raise(code: str, words: str) -> None:
    match code:
        case "noRecordsMatch":
            raise NothingNew
        case "badResumptionToken":
            raise TokenExpired
        case "cannotDisseminateFormat":
            raise Failed(Fault.NO_FORMAT, words)
    raise Failed(Fault.NOT_ALLOWED, f"{code}: {words}")


def _wait(text: str) -> int | None:
    """Seconds, of a header that says them or a moment."""
    if re.fullmatch("[0-9]{1,9}", text.strip()):
        return int(text)
    try:
        then = parsedate_to_datetime(text)
        return max(0, round((then - timezone.now()).total_seconds()))
    except (TypeError, ValueError, OverflowError):
        return None


def _record(record: Element) -> Told:
    header = record.find(f"{OAI}header")
    header = Element("header") if header is None else header
    identifier = _text(header, "identifier")
    if len(identifier) > LONGEST_IDENTIFIER:
        digest = sha256(identifier.encode()).hexdigest()
        identifier = f"{identifier[: LONGEST_IDENTIFIER - 65]}…{digest}"
    return Told(
        identifier=identifier,
        datestamp=_text(header, "datestamp")[:40],
        deleted=header.get("status") == "deleted",
        sets=tuple((one.text or "").strip()[:200] for one in _all(header, "setSpec"))[:MOST_VALUES],
        said=_said(record.find(f"{OAI}metadata")),
    )


def _said(metadata: Element | None) -> Said | None:
    """The fifteen elements, wherever they stand; some libraries wrap them once more."""
    said: Said = {}
    for element in metadata.iter() if metadata is not None else ():
        if element.tag.startswith(DC) and (text := (element.text or "").strip()):
            values = said.setdefault(element.tag.removeprefix(DC), [])
            if len(values) < MOST_VALUES:
                values.append((text[:LONGEST_VALUE], element.get(LANG, "")[:20]))
    return said or None


def _child(root: Element, name: str) -> Element:
    found = root.find(f"{OAI}{name}")
    if found is None:
        raise Failed(Fault.NOT_OAI)
    return found


def _all(parent: Element, name: str) -> Iterator[Element]:
    return parent.iterfind(f"{OAI}{name}")


def _text(parent: Element, name: str) -> str:
    return (parent.findtext(f"{OAI}{name}") or "").strip()


def read(content: bytes) -> Element:
    """Raises `Failed`. What is not well-formed is tidied once and read again."""
    try:
        return _Reader().read(content)
    except expat.ExpatError:
        pass
    try:
        return _Reader().read(_tidied(content))
    except expat.ExpatError as error:
        raise Failed(Fault.NOT_OAI, str(error)) from None


def _tidied(content: bytes) -> bytes:
    """As UTF-8, without signs and references that no XML may hold."""
    text = _FORBIDDEN.sub("", content.decode("utf-8", errors="replace"))
    text = _DECLARATION.sub("", text)
    return _REFERENCE.sub(_allowed, text).encode()


def _allowed(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    held = number < 0x110000 and not _FORBIDDEN.match(chr(number))
    return reference[0] if held else ""


class _Reader:
    """A tree, from expat's events; names as ElementTree writes them."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = self._count = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._tree.data

    def read(self, content: bytes) -> Element:
        self._parser.Parse(content, True)
        return self._tree.close()

    def _doctype(self, *_declared: Any) -> None:
        raise Failed(Fault.NOT_OAI, "<!DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise Failed(Fault.NOT_OAI)
        held = {_name(key): value for key, value in attributes.items()}
        self._tree.start(_name(name), held)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(_name(name))


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name
