"""Another library that speaks OAI-PMH, on this machine, as well or as badly as a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest

from members.models import Member
from resources.harvest import jobs
from resources.models import Abstract, HarvestRun, Resource, Source, SourceRecord
from tests import make

from .other_servers import Reply, answering, open_to, serving

ROOT = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


@dataclass
class Entry:
    """What the library says of one work; `raw` stands for the Dublin Core as it is."""

    said: dict[str, Any]
    datestamp: str = "2026-01-01"
    deleted: bool = False
    raw: str = ""
    sets: tuple[str, ...] = ()


@dataclass
class OtherLibrary:
    """`entries` by identifier. `answers` are given first, each once, instead of its own."""

    entries: dict[str, Entry] = field(default_factory=dict)
    page_size: int = 100
    answers: list[Reply | None] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    seconds: bool = False
    error: str = ""

    def add(self, name: str, title: str = "", /, **said: Any) -> Entry:
        kept = {one: said.pop(one) for one in ("datestamp", "raw", "sets") if one in said}
        facts = {"title": title or f"Work {name}", "language": "en", "date": "2020"} | said
        self.entries[name] = Entry(facts, **kept)
        return self.entries[name]

    def reply(self, request: BaseHTTPRequestHandler) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.asked.append(asked)
        special = self.answers.pop(0) if self.answers else None
        if special is None:
            special = answering(self.answer(asked).encode("utf-8", "surrogatepass"))
        special(request)

    def answer(self, asked: dict[str, str]) -> str:
        inside = {"Identify": self._identify, "ListSets": self._sets}.get(asked["verb"], self._list)
        return (
            f"{ROOT}<responseDate>2026-03-01T12:00:00Z</responseDate>"
            f"<request>x</request>{inside(asked)}</OAI-PMH>"
        )

    def _identify(self, asked: dict[str, str]) -> str:
        fine = "YYYY-MM-DDThh:mm:ssZ" if self.seconds else "YYYY-MM-DD"
        return (
            "<Identify><repositoryName>The other library</repositoryName>"
            "<earliestDatestamp>2001-01-01</earliestDatestamp>"
            f"<granularity>{fine}</granularity></Identify>"
        )

    def _sets(self, asked: dict[str, str]) -> str:
        return (
            "<ListSets><set><setSpec>gender</setSpec><setName>Gender &amp; work</setName></set>"
            "</ListSets>"
        )

    def _list(self, asked: dict[str, str]) -> str:
        if self.error:
            return f'<error code="{self.error}">Because.</error>'
        since = asked.get("from", "")
        start = int(asked.get("resumptionToken", "0"))
        chosen = [(name, one) for name, one in self.entries.items() if one.datestamp >= since[:10]]
        page = chosen[start : start + self.page_size]
        if not page:
            return '<error code="noRecordsMatch"/>'
        following = start + self.page_size
        token = str(following) if following < len(chosen) else ""
        return (
            f"<ListRecords>{''.join(record(name, one) for name, one in page)}"
            f'<resumptionToken completeListSize="{len(chosen)}">{token}</resumptionToken>'
            "</ListRecords>"
        )


def record(identifier: str, entry: Entry) -> str:
    gone = ' status="deleted"' if entry.deleted else ""
    sets = "".join(f"<setSpec>{one}</setSpec>" for one in entry.sets)
    header = (
        f"<header{gone}><identifier>{escape(identifier)}</identifier>"
        f"<datestamp>{entry.datestamp}</datestamp>{sets}</header>"
    )
    inside = entry.raw or f"{DC}{''.join(_elements(entry.said))}</oai_dc:dc>"
    metadata = "" if entry.deleted else f"<metadata>{inside}</metadata>"
    return f"<record>{header}{metadata}</record>"


def _elements(said: dict[str, Any]) -> Iterator[str]:
    """A text, several texts, or pairs of a text and its language."""
    for name, held in said.items():
        for one in held if isinstance(held, list) else [held]:
            text, language = one if isinstance(one, tuple) else (one, "")
            mark = f' xml:lang="{language}"' if language else ""
            yield f"<dc:{name}{mark}>{escape(text)}</dc:{name}>"


@contextmanager
def other_library(monkeypatch: pytest.MonkeyPatch, **facts: Any) -> Iterator[OtherLibrary]:
    """It can be reached, and is asked without pauses."""
    library = OtherLibrary(**facts)
    with serving(library.reply) as server:
        open_to(monkeypatch, server.port)
        monkeypatch.setattr(jobs, "PAUSE", 0)
        library.url = f"{server.url}/oai"
        yield library


def make_source(library: OtherLibrary | None = None, *, by: Member, **facts: Any) -> Source:
    return make.make_source(by=by, **({"url": library.url} if library else {}) | facts)


def counts(run: HarvestRun) -> dict[str, int]:
    """Those that are not nothing."""
    names = ("new", "known", "changed", "gone", "unchanged", "broken")
    return {name: value for name in names if (value := getattr(run, name))}


def everything() -> list[tuple]:
    """All that a harvest may write, but for which run said it last."""
    works = Resource.objects.order_by("pk").values_list("pk", "title", "status", "updated_at")
    records = SourceRecord.objects.order_by("pk").values_list("identifier", "standing", "taken")
    return [*works, *records, *Abstract.objects.order_by("pk").values_list("pk", "text")]
