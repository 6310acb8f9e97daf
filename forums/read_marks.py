"""How far somebody has read: asked in lists and threads, moved by opening a page.

A mark never moves back, whatever comes at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, models, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.http import HttpRequest

from members.models import Member

from .models import Forum, ForumMark, Post, Thread, ThreadMark
from .models.reading import horizon_of

_MOMENT = models.DateTimeField()


def is_reading(request: HttpRequest) -> bool:
    """Somebody looks at the page: it was not only asked about, or fetched in advance."""
    ahead = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and not any("prefetch" in one.lower() for one in ahead)


def read_to(member: Member, *, forum: str = "forum") -> Combinable:
    """Of a thread: up to where she has read it. The latest of her marks and her horizon."""
    own = ThreadMark.objects.filter(member=member, thread=OuterRef("pk"))
    return Greatest(
        Value(horizon_of(member), _MOMENT),
        Subquery(_of_forum(member, OuterRef(forum)), _MOMENT),
        Subquery(own.values("read_to")[:1], _MOMENT),
    )


def read_in_forum_to(member: Member) -> Combinable:
    """Of a forum: up to where she has read all of it."""
    return Greatest(
        Value(horizon_of(member), _MOMENT),
        Subquery(_of_forum(member, OuterRef("pk")), _MOMENT),
    )


def _of_forum(member: Member, forum: OuterRef) -> models.QuerySet:
    return ForumMark.objects.filter(member=member, forum=forum).values("read_to")[:1]


def first_new() -> Subquery:
    """Of a thread that was read up to `read_to`: the number of its first new post."""
    newer = Post.objects.filter(thread=OuterRef("pk"), created_at__gt=OuterRef("read_to"))
    return Subquery(newer.order_by("created_at").values("number")[:1])


def is_read(member: Member) -> models.Exists:
    """Of a thread: she has a mark in it that is no older than its last post."""
    own = ThreadMark.objects.filter(
        member=member, thread=OuterRef("pk"), read_to__gte=OuterRef("last_post_at")
    )
    return models.Exists(own)


def move_thread_mark(member: Member, thread: Thread, to: dt.datetime) -> None:
    """One statement, so that of two pages opened at once the later mark stays."""
    _move(ThreadMark, "thread_id", member, [thread.pk], to)


@transaction.atomic
def mark_forums_read(member: Member, forums: Iterable[Forum], to: dt.datetime) -> None:
    """All in them up to this moment. The marks in their threads that it covers are let go."""
    keys = [forum.pk for forum in forums]
    _move(ForumMark, "forum_id", member, keys, to)
    covered = ThreadMark.objects.filter(member=member, thread__forum__in=keys, read_to__lte=to)
    covered.delete()


def _move(
    model: type[models.Model], column: str, member: Member, keys: list[int], to: dt.datetime
) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS mark (member_id, {column}, read_to)"  # noqa: S608 - ours
            f" SELECT %s, key, %s FROM unnest(%s::bigint[]) AS key ORDER BY key"
            f" ON CONFLICT (member_id, {column}) DO UPDATE SET read_to = excluded.read_to"
            " WHERE mark.read_to < excluded.read_to",
            [member.pk, to, keys],
        )


def with_marks(threads: models.QuerySet, member: Member | None) -> models.QuerySet:
    """Each with `read_to` and `first_new`; both None for a visitor, who has no marks."""
    if member is None:
        nothing = Value(None, models.PositiveIntegerField())
        return threads.annotate(read_to=Value(None, _MOMENT), first_new=nothing)
    return threads.annotate(read_to=read_to(member)).annotate(first_new=first_new())


def with_marks_in(forum: Forum, threads: models.QuerySet, member: Member | None) -> models.QuerySet:
    """The same of threads that all stand in this one; `forum` comes with its `read_to`."""
    if member is None:
        return with_marks(threads, member)
    own = ThreadMark.objects.filter(member=member, thread=OuterRef("pk"))
    all_read_to = Value(forum.read_to, _MOMENT)  # type: ignore[attr-defined]
    read_to = Greatest(all_read_to, Subquery(own.values("read_to")[:1], _MOMENT))
    return threads.annotate(read_to=read_to).annotate(first_new=first_new())


def forums_with_marks(forums: models.QuerySet, member: Member | None) -> models.QuerySet:
    """Each with `read_to`; None for a visitor."""
    moment = read_in_forum_to(member) if member else Value(None, _MOMENT)
    return forums.annotate(read_to=moment)
