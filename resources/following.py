"""Following a search or a theme: what stands for it, what is new in it, and the counting of that.

For the views, the first page and the worker. Mail, when it comes, begins at `recount`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Max, Q
from django.http import QueryDict
from django.utils import timezone

from members.access import keys_of
from members.models import Member
from members.search.arrivals import Followed, arrivals
from members.search.asked import Asked
from members.search.narrowing import chosen

from .facets import Names
from .filters import ResourceFilter
from .models import Resource, SavedSearch
from .models.saved_searches import LONGEST_QUERY
from .search import KIND

MOST_FOLLOWED = 50
COUNTED = 20  # more than that are "more than 20"
AT_A_TIME = 10  # searches that one statement looks after
# A work is stamped before its transaction ends, an import of thousands long before.
SETTLED_AFTER = dt.timedelta(minutes=15)
COUNT_AGAIN_AFTER = dt.timedelta(days=1)  # what was counted may be closed or gone since


class TooMany(Exception):
    """She follows as much as one can."""


class TooLong(Exception):
    """More words and choices than can be kept."""


@dataclass(frozen=True)
class News:
    """What is new in a followed search: at most one work more than is counted."""

    saved: SavedSearch
    asked: Asked
    works: list[Resource]

    @property
    def count(self) -> int:
        return min(len(self.works), COUNTED)

    @property
    def is_more(self) -> bool:
        return len(self.works) > COUNTED


def query_of(asked: Asked) -> str:
    """The one form of a question, however it was typed: no page, no order, values sorted."""
    words = " ".join(asked.words.split())
    usual = "relevance" if words else "added"
    exactly = asked.exactly and bool(words)
    return asked.query(words=words, sort=usual, exactly=exactly).removeprefix("?")


def asked_by(saved: SavedSearch) -> Asked:
    return ResourceFilter(QueryDict(saved.query), queryset=Resource.objects.none()).asked


def summary(asked: Asked, names: Names) -> str:
    """Words and choices, in the reader's language; "" for the whole library."""
    narrowed = [name for _url, name in chosen(asked, names)]
    return ", ".join([asked.words, *narrowed] if asked.words else narrowed)


@transaction.atomic
def follow(
    *, member: Member, asked: Asked, name: str = "", seen_at: dt.datetime | None = None
) -> tuple[SavedSearch, bool]:
    """Her row for this question, and whether it is new. Raises `TooMany`, `TooLong`.

    Two of her windows may ask at once: her own row is locked, so that she stays below the limit.
    """
    query = query_of(asked)
    if len(query) > LONGEST_QUERY:
        raise TooLong
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    hers = SavedSearch.objects.visible_to(member)
    known = hers.filter(query=query).first()
    if known:
        return known, False
    if hers.count() >= MOST_FOLLOWED:
        raise TooMany
    now = timezone.now()
    moments = {"seen_at": min(seen_at or now, now), "counted_at": now}
    return hers.create(member=member, query=query, name=name, **moments), True


def look(saved: SavedSearch) -> None:
    """From now on, what is there is known to her."""
    saved.seen_at = saved.counted_at = timezone.now()
    saved.new_works = 0
    saved.save(update_fields=["seen_at", "counted_at", "new_works"])


def news(
    followed: Sequence[SavedSearch], *, member: Member, languages: Sequence[str]
) -> list[News]:
    """What is new in each, in three statements: the index finds, `visible_to` asks."""
    asked = [asked_by(one) for one in followed]
    found = arrivals(
        [
            Followed(one.words, saved.seen_at, one.chosen, one.exactly)
            for saved, one in zip(followed, asked, strict=True)
        ],
        asker=keys_of(member),
        kind=KIND,
        limit=COUNTED + 1,
        languages=languages,
    )
    works = Resource.objects.visible_to(member).published()
    by_pk = works.in_bulk({pk for pks in found for pk in pks}) if any(found) else {}
    return [
        News(saved, one, [by_pk[pk] for pk in pks if pk in by_pk])
        for saved, one, pks in zip(followed, asked, found, strict=True)
    ]


def recount() -> None:
    """Count what is new to active members, for their first pages; done by the worker.

    Only where something has come into the library since the last count; and once a day where
    something was counted, because works are withdrawn and closed too.
    """
    newest = Resource.objects.published().aggregate(at=Max("published_at"))["at"]
    if newest is None:
        return
    yesterday = timezone.now() - COUNT_AGAIN_AFTER
    due = SavedSearch.objects.filter(
        Q(counted_at__lte=newest + SETTLED_AFTER) | Q(new_works__gt=0, counted_at__lte=yesterday),
        member__status=Member.Status.ACTIVE,
    )
    ordered = due.select_related("member").order_by("member", "pk")
    for _pk, group in groupby(ordered.iterator(chunk_size=500), key=lambda one: one.member_id):
        hers = list(group)
        for start in range(0, len(hers), AT_A_TIME):
            _count(hers[start : start + AT_A_TIME])


def _count(some: Sequence[SavedSearch]) -> None:
    """These are of one member. What she has looked at meanwhile is left as it is."""
    member, now = some[0].member, timezone.now()
    languages = [*filter(None, [member.interface_language, *member.languages])]
    for one in news(some, member=member, languages=languages):
        unlooked = SavedSearch.objects.filter(pk=one.saved.pk, seen_at=one.saved.seen_at)
        unlooked.update(new_works=len(one.works), counted_at=now)


def title_of(saved: SavedSearch, asked: Asked, names: Names) -> str:
    """The name that she gave it, or its words and choices; "" for the whole library."""
    return saved.name or summary(asked, names)
