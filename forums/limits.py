"""How much somebody may write in her first month: a guard against those who came to advertise.

What she writes by name is counted in the tables. Nameless posts have no author there: they are
counted in the cache, by the day, under a word that nobody can turn back into a member without the
portal's secret key.
"""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from members.models import Application, Member

from .models import Post, Thread

NEWCOMER = dt.timedelta(days=30)
MOST_THREADS = 5
MOST_REPLIES = 15
WITHIN = dt.timedelta(hours=24)
PAUSE = dt.timedelta(seconds=3)


class Wait(Exception):
    """Too much for now; she may go on `until` then."""

    def __init__(self, until: dt.datetime, *, opening: bool, breath: bool = False) -> None:
        super().__init__(until.isoformat())
        self.until = until
        self.opening = opening
        self.breath = breath  # only a moment: her last post is seconds old


def is_new(member: Member) -> bool:
    """She registered or was admitted less than a month ago."""
    since = timezone.now() - NEWCOMER
    if member.created_at > since:
        return True
    admitted = Application.objects.filter(member=member, decided_at__gt=since)
    return admitted.filter(decision=Application.Decision.ADMITTED).exists()


def one_by_one(member: Member) -> None:
    """Two posts of hers that come at once pass one after the other, to the end of each.

    By a lock that is on no row: Postgres keeps with every row which transaction held it last, and
    that of a nameless post must not be found at its author's.
    """
    digest = salted_hmac("forums.one_by_one", str(member.pk), algorithm="sha256").digest()
    with connection.cursor() as cursor:
        number = int.from_bytes(digest[:8], signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def count(member: Member, *, opening: bool, nameless: bool) -> None:
    """One more of hers, in the transaction in which it is written. Raises `Wait`."""
    now = timezone.now()
    most, times = _named(member, opening=opening, since=now - WITHIN)
    without_name = _nameless(member, now, opening=opening)
    if without_name >= most:
        raise Wait(_tomorrow(now), opening=opening)
    if len(times) + without_name >= most:
        raise Wait(times[most - without_name - 1] + WITHIN, opening=opening)
    last = Post.objects.filter(author=member, created_at__gt=now - PAUSE).first()
    if last and not nameless:
        raise Wait(last.created_at + PAUSE, opening=opening, breath=True)
    if nameless:
        _count(member, now, without_name + 1, opening=opening)


def _named(member: Member, *, opening: bool, since: dt.datetime) -> tuple[int, list[dt.datetime]]:
    """How many there may be, and when she wrote those of late, the newest first."""
    if opening:
        opened = Thread.objects.filter(opened_by=member, opened_at__gt=since)
        newest = opened.order_by("-opened_at")[:MOST_THREADS]
        return MOST_THREADS, list(newest.values_list("opened_at", flat=True))
    written = Post.objects.filter(author=member, created_at__gt=since, number__gt=1)
    latest = written.order_by("-created_at")[:MOST_REPLIES]
    return MOST_REPLIES, list(latest.values_list("created_at", flat=True))


def _nameless(member: Member, now: dt.datetime, *, opening: bool) -> int:
    return int(cache.get(_word(member, now, opening=opening), 0))


def _count(member: Member, now: dt.datetime, number: int, *, opening: bool) -> None:
    """Kept to the end of the day: when a row of the cache ends must not say when it was written."""
    seconds = int((_tomorrow(now) - now.replace(microsecond=0)).total_seconds())
    cache.set(_word(member, now, opening=opening), number, timeout=seconds)


def _word(member: Member, now: dt.datetime, *, opening: bool) -> str:
    what = "threads" if opening else "replies"
    day = now.astimezone(dt.UTC).date()
    secret = f"{member.pk}:{day}:{what}"
    return f"forums.limit.{salted_hmac('forums.limits', secret, algorithm='sha256').hexdigest()}"


def _tomorrow(now: dt.datetime) -> dt.datetime:
    today = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + dt.timedelta(days=1)
