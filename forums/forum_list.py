"""The forums somebody may read, her own groups' first, with what has happened in each for her."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Subquery, Value, When

from members.access import readable_group_ids
from members.models import Group, Member

from . import labels, read_marks
from .models import Forum, Thread

PAGE_SIZE = 30
MOST_INVITATIONS = 10


@dataclass
class Cluster:
    """The forums of one group that stand together on a page."""

    group: Group
    is_hers: bool
    forums: list[Any] = field(default_factory=list)


def page_of(member: Member | None, number: str | None) -> tuple[Page, list[Cluster]]:
    """The whole community's first, then those of her groups, then what else she may read."""
    hers = readable_group_ids(member) if member else frozenset()
    is_hers = Q(group__any_of=hers) if hers else Q(pk__in=[])
    forums = (
        read_marks.forums_with_marks(Forum.objects.visible_to(member), member)
        .select_related("group")
        .annotate(
            is_hers=Case(
                When(is_hers, then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
            is_root=Q(group__parent__isnull=True),
        )
        .order_by("-is_hers", "-is_root", "group__sort_name", "group", "position", "name", "pk")
    )
    page = Paginator(forums, PAGE_SIZE).get_page(number)
    found: list[Any] = list(page.object_list)
    _say_what_happened(found, member)
    return page, [
        Cluster(group, is_hers, list(forums))
        for (group, is_hers), forums in groupby(found, lambda one: (one.group, one.is_hers))
    ]


def _say_what_happened(forums: list[Any], member: Member | None) -> None:
    """Of each its last thread that she sees and whether anything is new; one query for all."""
    seen = Thread.objects.visible_in_each(forums, member).filter(forum=OuterRef("pk"))
    rows = read_marks.forums_with_marks(
        Forum.objects.filter(pk__in=[forum.pk for forum in forums]), member
    )
    rows = rows.annotate(newest=Subquery(seen.recent().values("pk")[:1]))
    if member:
        rows = rows.annotate(has_new=Exists(_new_in(seen, member)))
    else:
        rows = rows.annotate(has_new=Value(False, BooleanField()))
    rows = rows.order_by().values_list("pk", "newest", "has_new")
    told = {pk: (newest, new) for pk, newest, new in rows}
    newest = (
        Thread.objects.order_by()
        .only("forum", "title", "sort_title", "last_post_at")
        .in_bulk([thread for thread, _new in told.values() if thread])
    )
    for forum in forums:
        thread, forum.has_new = told.get(forum.pk, (None, False))
        forum.newest = newest.get(thread)
        if forum.newest:
            forum.newest.forum = forum
        forum.readers = labels.READERS[labels.reach(forum)]


def _new_in(seen: Any, member: Member) -> Any:
    younger = seen.filter(last_post_at__gt=OuterRef("read_to"))
    return younger.exclude(read_marks.is_read(member)).order_by()


def invitations(member: Member | None) -> list[Thread]:
    """The e-discussions in which she is a guest without reading the forum they stand in."""
    if member is None:
        return []
    guest_in = list(
        Thread.guests.through.objects.filter(member=member).values_list("thread", flat=True)
    )
    if not guest_in:
        return []
    threads = Thread.objects.visible_to(member).filter(pk__in=guest_in)
    threads = threads.exclude(forum__in=Forum.objects.visible_to(member).order_by().values("pk"))
    return list(threads.select_related("forum__group").recent()[:MOST_INVITATIONS])
