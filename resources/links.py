"""Do the links of the library still lead somewhere? Asked by the worker, politely, once a week.

One link after the other; a server is left in peace for some seconds before it is asked for the
next. What a page says is never read: only whether it is there.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
import time
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from .fetching import NotFetched, Trouble, fetch
from .models import LinkCheck, Resource
from .models.links import FAILURES_OF_A_FLAG

logger = logging.getLogger(__name__)

Outcome = LinkCheck.Outcome
BATCH = 100
PATIENCE = 90.0  # seconds for a batch: letters and files wait for the same worker
PATIENCE_WITH_ONE = 15.0  # seconds
PAUSE = 2.0  # seconds between two questions to one server
AGAIN = dt.timedelta(days=7)
AGAIN_IN_DOUBT = dt.timedelta(days=1)
# Pages that are there, though not for machines, or not for everybody.
CLOSED = frozenset({401, 402, 403, 405, 406, 407, 429, 451, 999})
GONE = frozenset({404, 410})
# The address itself is wrong: no other way to ask would help.
UNASKED = frozenset({Trouble.ADDRESS, Trouble.PORT, Trouble.NOT_PUBLIC})
# What also happens when it is our own line that is broken.
SILENCE = frozenset({Trouble.UNKNOWN_HOST, Trouble.NO_ANSWER, Trouble.TOO_SLOW})
# So many servers do not fall silent at once.
MANY = 5
WITNESSES = 3


@dataclass(frozen=True)
class Link:
    resource_id: int
    url: str

    @property
    def host(self) -> str:
        try:
            return urlsplit(self.url).hostname or ""
        except ValueError:
            return ""


@dataclass(frozen=True)
class Finding:
    """`status` is what HTTP answered, if anything."""

    link: Link
    outcome: str
    status: int | None = None


def check_due() -> None:
    """Those that have waited longest; the rest is for the next time."""
    _check(_asked_for().filter(_is_due(timezone.now())), until=time.monotonic() + PATIENCE)


def check_chosen(resource_ids: list[int]) -> None:
    """These now, at most `BATCH`, though their last answer may be young."""
    _check(_asked_for().filter(pk__in=resource_ids))


def _asked_for() -> QuerySet[Resource]:
    """What people read, or review at the moment, and has a link."""
    statuses = (Resource.Status.PUBLISHED, Resource.Status.SUBMITTED)
    return Resource.objects.filter(status__in=statuses).exclude(source_url="")


def _is_due(now: dt.datetime) -> Q:
    """Never asked, or it was another link then, or a week ago."""
    never = Q(link_check__isnull=True)
    return never | ~Q(link_check__url=F("source_url")) | Q(link_check__due_at__lte=now)


def _check(resources: QuerySet[Resource], *, until: float = math.inf) -> None:
    longest_first = resources.order_by(F("link_check__due_at").asc(nulls_first=True), "pk")
    rows = longest_first.values_list("pk", "source_url")[:BATCH]
    findings = _ask_in_turn([Link(pk, url) for pk, url in rows], until)
    if not _line_works(findings):
        logger.warning("No server outside answers; nothing was said about links this time.")
        return
    for finding in findings:
        note(finding)


def _ask_in_turn(links: list[Link], until: float) -> list[Finding]:
    """As many as there is time for."""
    free_at: dict[str, float] = {}
    findings = []
    for link in _mixed(links):
        if time.monotonic() > until:
            break
        time.sleep(max(0.0, free_at.get(link.host, 0.0) - time.monotonic()))
        findings.append(ask(link))
        free_at[link.host] = time.monotonic() + PAUSE
    return findings


def _mixed(links: list[Link]) -> list[Link]:
    """The first of every server, then the second of every server: so there is little waiting."""
    seen: Counter[str] = Counter()
    turns = []
    for link in links:
        turns.append((seen[link.host], link))
        seen[link.host] += 1
    return [link for _turn, link in sorted(turns, key=lambda one: one[0])]


def ask(link: Link) -> Finding:
    """By HEAD, which costs the server least; what that does not find is asked by GET.

    Some servers know no HEAD. Nothing of a page is fetched but its first lines.
    """
    finding = _ask_by(link, "HEAD")
    settled = {Outcome.ANSWERS, *UNASKED, Trouble.UNKNOWN_HOST}
    if finding.outcome in settled:
        return finding
    time.sleep(PAUSE)
    return _ask_by(link, "GET")


def _ask_by(link: Link, method: Literal["HEAD", "GET"]) -> Finding:
    try:
        answer = fetch(link.url, method=method, max_bytes=0, timeout=PATIENCE_WITH_ONE)
    except NotFetched as failure:
        return Finding(link, failure.trouble.value)
    return Finding(link, _outcome(answer.status), answer.status)


def _outcome(status: int) -> str:
    if status < 400 or status in CLOSED:
        return Outcome.ANSWERS
    return Outcome.GONE if status in GONE else Outcome.UPSET


def _line_works(findings: list[Finding]) -> bool:
    """Whether the silence is theirs: if all are silent, some that answered before are asked."""
    if any(finding.outcome not in SILENCE for finding in findings):
        return True
    witnesses = LinkCheck.objects.standing().answering().order_by("-checked_at")
    asked = {finding.link.url for finding in findings}
    rows = witnesses.exclude(url__in=asked).values_list("resource", "url")[:WITNESSES]
    if not rows:
        return len({finding.link.host for finding in findings}) < MANY
    return any(ask(Link(pk, url)).outcome not in SILENCE for pk, url in rows)


@transaction.atomic
def note(finding: Finding) -> None:
    """Write down what was found, unless the resource has gone or has another link by now."""
    link, now = finding.link, timezone.now()
    rows = Resource.objects.select_for_update(no_key=True)
    if not rows.filter(pk=link.resource_id, source_url=link.url).exists():
        return
    before = LinkCheck.objects.filter(resource=link.resource_id, url=link.url).first()
    failures = _failures(before, finding.outcome, now)
    since = before.failing_since if before else None
    in_doubt = 0 < failures < FAILURES_OF_A_FLAG
    LinkCheck.objects.update_or_create(
        resource_id=link.resource_id,
        defaults={
            "url": link.url,
            "outcome": finding.outcome,
            "status": finding.status,
            "failures": failures,
            "failing_since": (since or now) if failures else None,
            "checked_at": now,
            "due_at": now + (AGAIN_IN_DOUBT if in_doubt else AGAIN),
        },
    )


def _failures(before: LinkCheck | None, outcome: str, now: dt.datetime) -> int:
    """On how many days in a row it has failed; twice on a day is once."""
    if outcome == Outcome.ANSWERS:
        return 0
    if before is None or not before.failures:
        return 1
    return before.failures + (before.checked_at.date() != now.date())
