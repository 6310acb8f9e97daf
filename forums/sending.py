"""Sending what was written: the post, its files, the end of its draft, in one transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from members.models import Member

from . import actions, attachments, drafts, limits
from .models import Draft, Forum, Post, Thread


@transaction.atomic
def send_thread(*, forum: Forum, by: Member, form_key: uuid.UUID, body: str, **told: Any) -> Thread:
    """`told` is the rest of what `actions.open_thread` takes, and raises.

    Besides, it raises `limits.Wait`.
    """
    if known := _first(by, form_key, body, opening=True, nameless=told.get("nameless", False)):
        tidy_away(by, forum, known)
        return known.thread
    thread = actions.open_thread(forum=forum, by=by, body=body, form_key=form_key, **told)
    first = Post.objects.get(thread=thread, number=1)
    _end_draft(by, forum, first)
    return thread


@transaction.atomic
def send_reply(*, thread: Thread, by: Member, form_key: uuid.UUID, body: str, **told: Any) -> Post:
    """`told` is the rest of what `actions.reply` takes, and raises.

    Besides, it raises `limits.Wait`.
    """
    if known := _first(by, form_key, body, opening=False, nameless=told.get("nameless", False)):
        tidy_away(by, thread, known)
        return known
    post = actions.reply(thread=thread, by=by, body=body, form_key=form_key, **told)
    _end_draft(by, thread, post)
    return post


def _first(
    by: Member, form_key: uuid.UUID, body: str, *, opening: bool, nameless: bool
) -> Post | None:
    """The post that this form has made already; else one more of a newcomer's is counted.

    What was sent twice is not counted twice: the second waits in `limits.one_by_one` for the first.
    """
    if not limits.is_new(by):
        return None
    limits.one_by_one(by)
    if known := actions.sent_already(form_key, body):
        return known
    limits.count(by, opening=opening, nameless=nameless)
    return None


def tidy_away(by: Member, place: Forum | Thread, sent: Post, *, whatever: bool = False) -> None:
    """The same form has come again: what it has left in a draft goes, another text stays.

    `whatever` the draft says by now.
    """
    draft = drafts.of(by, place)
    if draft and (whatever or draft.body in ("", sent.body)):
        drafts.forget(draft)


def _end_draft(by: Member, place: Forum | Thread, post: Post) -> None:
    """It goes with the post that came of it; its files come with the post.

    That of a nameless one goes right afterwards: Postgres keeps with every row, even one that is
    gone, which transaction touched it last. It has no files: they often carry a name.
    """
    if post.is_nameless:
        transaction.on_commit(lambda: tidy_away(by, place, post, whatever=True))
        return
    draft = Draft.objects.select_for_update().filter(member=by, **drafts.at(place)).first()
    if draft:
        attachments.hang(draft=draft, post=post)
        drafts.forget(draft)
