"""Where posts stand: moving a thread, merging it into another, splitting posts off.

Nothing becomes wider by it: the narrower label holds, and what was written for one group does not
come before another. Every deed raises `NotNow` where it does not fit any more.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q

from forums import access, search
from forums.actions import NotNow
from forums.models import Draft, Forum, Post, Thread
from members.models import Member

from .holding import hold, hold_both, note
from .numbering import copy_marks, join_marks, number_anew


@transaction.atomic
def move(*, thread: Thread, forum: Forum, by: Member, why: str) -> Thread:
    """The thread, where it stands now. It is not pinned there; its old address leads on."""
    held = hold(thread, by)
    rows = Forum.objects.select_related("group").select_for_update(of=("self",), no_key=True)
    there = rows.get(pk=forum.pk)
    if held.hidden_at or not access.can_move(by, held, there):
        raise NotNow
    before = {"forum": held.forum_id, "label": held.label}
    left = held.forum
    held.label = access.label_after_move(held, there)
    held.forum, held.pinned_at = there, None
    held.save(update_fields=["forum", "label", "pinned_at"])
    after = {"forum": there.pk, "label": held.label}
    note(held, "move", forum=left, by=by, why=why, before=before, after=after)
    search.index_later(held)
    return held


@transaction.atomic
def merge(*, thread: Thread, into: Thread, by: Member, why: str) -> Thread:
    """The other thread, with the posts of both in the order in which they were written.

    What is merged keeps its row, so that its address leads on.
    """
    if thread.pk == into.pk:
        raise NotNow
    held, other = hold_both(thread, into, by)
    if access.why_not_merge(held, other):
        raise NotNow
    before = {"title": held.title, "posts": held.post_count, "label": other.label}
    join_marks(held, other)
    _bring_drafts(held, other)
    other.label = access.label_after_merge(held, other)
    if other.kind == Thread.Kind.QUESTION and other.helped_by_id is None:
        other.helped_by_id = held.helped_by_id
    other.save(update_fields=["label", "helped_by"])
    other.themes.add(*held.themes.all())
    Post.objects.filter(thread=held).update(thread=other)
    number_anew(other)
    Thread.objects.filter(merged_into=held).update(merged_into=other)
    _empty(held, other)
    after = {"thread": other.pk, "label": other.label}
    note(held, "merge", forum=held.forum, by=by, why=why, before=before, after=after)
    search.index_later(held)
    search.index_later(other)
    return other


def _empty(thread: Thread, into: Thread) -> None:
    thread.merged_into, thread.post_count = into, 0
    thread.last_post = thread.helped_by = None
    thread.pinned_at = None
    fields = ["merged_into", "post_count", "last_post", "helped_by", "pinned_at"]
    thread.save(update_fields=fields)


def _bring_drafts(thread: Thread, into: Thread) -> None:
    """Replies that somebody has begun go along; who has begun two finds both in one."""
    for draft in Draft.objects.select_for_update().filter(thread=thread).order_by("pk"):
        rows = Draft.objects.select_for_update().filter(thread=into, member=draft.member_id)
        kept = rows.first()
        if kept is None:
            draft.thread = into
            draft.save(update_fields=["thread"])
            continue
        kept.body = "\n\n".join(filter(None, (kept.body, draft.body)))
        kept.save(update_fields=["body"])
        draft.attachments.update(draft=kept)
        draft.delete()


@transaction.atomic
def split(
    *,
    thread: Thread,
    posts: Collection[Post],
    title: str,
    by: Member,
    why: str,
    and_what_follows: bool = False,
) -> Thread:
    """A new thread of these posts, opened by the author of the first of them.

    The first post of the thread stays: it says what the thread is about.
    """
    held = hold(thread, by)
    chosen = _chosen(held, posts, and_what_follows=and_what_follows)
    if held.hidden_at or not chosen:
        raise NotNow
    before = {"posts": held.post_count}
    new = _like(held, title=title, first=Post.objects.get(pk=chosen[0]))
    Post.objects.filter(pk__in=chosen).update(thread=new)
    _cut_answers_across(held, new)
    for one in (held, new):
        number_anew(one)
    if held.helped_by_id in chosen:
        held.helped_by = None
        held.save(update_fields=["helped_by"])
    copy_marks(held, new)
    after = {"thread": new.pk, "posts": len(chosen)}
    note(held, "split", forum=held.forum, by=by, why=why, before=before, after=after)
    search.index_later(held)
    search.index_later(new)
    return new


def _chosen(thread: Thread, posts: Collection[Post], *, and_what_follows: bool) -> list[int]:
    """Their keys in order, if all are still there."""
    there = Post.objects.filter(thread=thread, number__gt=1).in_order()
    numbers = dict(there.filter(pk__in=[post.pk for post in posts]).values_list("pk", "number"))
    if len(numbers) != len({post.pk for post in posts}):
        raise NotNow
    if numbers and and_what_follows:
        there = there.filter(Q(pk__in=numbers) | Q(number__gt=max(numbers.values())))
        return [*there.values_list("pk", flat=True)]
    return sorted(numbers, key=numbers.__getitem__)


def _like(thread: Thread, *, title: str, first: Post) -> Thread:
    """As confidential, in the same forum. What goes on in an e-discussion keeps days and guests."""
    goes_on = thread.kind == Thread.Kind.E_DISCUSSION
    new = Thread.objects.create(
        forum=thread.forum,
        kind=thread.kind if goes_on else Thread.Kind.DISCUSSION,
        title=title,
        label=thread.label,
        language=thread.language,
        opened_by=first.author,
        opened_at=first.created_at,
        last_post_at=first.created_at,
        opens_on=thread.opens_on,
        closes_on=thread.closes_on,
        closed_at=thread.closed_at,
    )
    new.themes.set(thread.themes.all())
    new.guests.set(thread.guests.all())
    return new


def _cut_answers_across(one: Thread, other: Thread) -> None:
    """Their ways part: later not everybody who reads the one may read the other."""
    across = Post.objects.filter(thread__in=(one, other), answers__isnull=False)
    across.exclude(answers__thread=F("thread")).update(answers=None)
