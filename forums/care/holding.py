"""Holding the rows of a deed, and writing the deed down.

Threads are always locked with the lower number first; a reply locks its thread as well. So of two
who come at once one waits, and then finds how things stand.
"""

from __future__ import annotations

from typing import Any

from forums import access
from forums.actions import NotNow, lock
from forums.models import Forum, Post, Thread
from members.models import Member
from members.moderation.decisions import decided


def hold(thread: Thread, by: Member) -> Thread:
    """The thread as it is now, locked. Raises `NotNow`."""
    return hold_both(thread, thread, by)[0]


def hold_both(one: Thread, other: Thread, by: Member) -> tuple[Thread, Thread]:
    """Both of them, whichever comes first. Raises `NotNow`."""
    keys = {one.pk, other.pk}
    lock(Thread.objects.filter(pk__in=keys))
    held = Thread.objects.select_related("forum__group").in_bulk(keys)
    for row in held.values():
        if row.merged_into_id or not access.can_moderate(by, row.forum):
            raise NotNow
    return held[one.pk], held[other.pk]


def hold_post(post: Post, by: Member) -> Post:
    """Of a post whose words are still there. Raises `NotNow`."""
    lock(Post.objects.filter(pk=post.pk))
    held = Post.objects.select_related("author", "thread__forum__group").get(pk=post.pk)
    if held.removed_at or not access.can_moderate(by, held.thread.forum):
        raise NotNow
    return held


def note(
    thing: Thread | Post | Forum,
    deed: str,
    *,
    forum: Forum,
    by: Member,
    why: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One row, for those who look after the group of this forum.

    Other forums and threads stand in it by their numbers: who reads it may not know of them.
    """
    decided(thing, deed, by=by, why=why, group=forum.group, before=before, after=after)
