"""Writing in the forums: opening a thread, and replying. Each is one transaction.

Rights have been asked of `access` before, and are asked again here under the lock where a thread
may have been locked, moved or merged in the meantime. The locks leave keys alone: who reads a
thread sets a mark that points at it, and waits for nobody.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from members.models import Member, Theme

from . import access, markdown, mentions, sealing, search
from .models import Forum, Label, Post, Thread
from .models.posts import PostQuerySet

TICK = dt.timedelta(microseconds=1)


class NotNow(Exception):
    """It has been locked, moved out of her reach, hidden or closed in the meantime."""


def lock(rows: models.QuerySet[Any]) -> None:
    """In the order of their numbers; read them afterwards.

    Not in one with their forum: whoever waited for a thread that moves would find no row at all.
    """
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def open_thread(
    *,
    forum: Forum,
    by: Member,
    title: str,
    body: str,
    kind: Thread.Kind = Thread.Kind.DISCUSSION,
    label: Label | None = None,
    language: str = "",
    themes: Iterable[Theme] = (),
    nameless: bool = False,
    details_changed: bool = False,
    opens_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    guiding_questions: str = "",
    guests: Iterable[Member] = (),
    form_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Thread:
    """A thread with its first post; of one form only one, however often it is sent.

    `at` is for what is brought in from elsewhere. Raises `NotNow`, `markdown.TooMuch`, and
    `mentions.TooMany`.
    """
    forum = (
        Forum.objects.select_related("group")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=forum.pk)
    )
    if known := sent_already(form_key, body):
        return known.thread
    label = label or access.labels_in(forum)[0]
    if kind not in access.kinds_for(by, forum) or label not in access.labels_in(forum):
        raise NotNow
    if nameless and not access.can_open_nameless(by, forum, kind):
        raise NotNow
    at = at or timezone.now()
    thread = Thread.objects.create(
        forum=forum,
        kind=kind,
        title=title,
        label=label,
        language=language,
        opened_by=None if nameless else by,
        opened_at=at,
        last_post_at=at - TICK,
        opens_on=opens_on,
        closes_on=closes_on,
        guiding_questions=guiding_questions,
        guiding_questions_html=markdown.rendered(guiding_questions) if guiding_questions else "",
    )
    thread.themes.set(themes)
    thread.guests.set(guests)
    _write(
        thread,
        by=by,
        body=body,
        at=at,
        nameless=nameless,
        details_changed=details_changed,
        form_key=form_key,
    )
    return thread


@transaction.atomic
def reply(
    *,
    thread: Thread,
    by: Member,
    body: str,
    answers: Post | None = None,
    nameless: bool = False,
    details_changed: bool = False,
    form_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Post:
    """The next post of the thread; of one form only one, however often it is sent.

    Raises `NotNow`, `markdown.TooMuch`, and `mentions.TooMany`.
    """
    lock(Thread.objects.filter(pk=thread.pk))
    fresh = Thread.objects.select_related("forum__group").get(pk=thread.pk)
    if known := sent_already(form_key, body):
        return known
    may = access.can_reply_nameless if nameless else access.can_reply
    if not may(by, fresh):
        raise NotNow
    return _write(
        fresh,
        by=by,
        body=body,
        at=at or timezone.now(),
        answers=answers,
        nameless=nameless,
        details_changed=details_changed,
        form_key=form_key,
    )


def sent_already(form_key: uuid.UUID | None, body: str) -> Post | None:
    """The post that came of this form and these words.

    Asked under the lock: the second of two forms that come at once waits for the first. Whoever
    goes back to a form that she has sent, and writes other words into it, writes another post.
    """
    if form_key is None:
        return None
    sent = sent_with(form_key) | sent_with(_later_key(form_key, body))
    return sent.filter(body=body).select_related("thread__forum").first()


def sent_with(form_key: uuid.UUID) -> PostQuerySet:
    """The post that bears this key; a nameless one bears it blinded."""
    return Post.objects.filter(form_key__in=sealing.form_keys(form_key))


def _later_key(form_key: uuid.UUID, body: str) -> uuid.UUID:
    """What the second post of one form bears."""
    return uuid.uuid5(form_key, body)


def _free_key(form_key: uuid.UUID | None, body: str, *, nameless: bool) -> uuid.UUID | None:
    if form_key is None:
        return None
    key = _later_key(form_key, body) if sent_with(form_key).exists() else form_key
    return sealing.form_keys(key).nameless if nameless else key


def _write(
    thread: Thread,
    *,
    by: Member,
    body: str,
    at: dt.datetime,
    answers: Post | None = None,
    nameless: bool,
    details_changed: bool,
    form_key: uuid.UUID | None,
) -> Post:
    """Put the post at the end of the locked thread; no two have one moment.

    Of a nameless one nothing here may write or lock a row of its author: Postgres keeps with every
    row which transaction touched it last.
    """
    people = mentions.people_in(body, thread)
    post = Post.objects.create(
        thread=thread,
        number=thread.post_count + 1,
        author=None if nameless else by,
        is_nameless=nameless,
        body=body,
        html=markdown.rendered(body, mentions.pages_of(people)),
        answers=answers,
        details_changed=details_changed,
        created_at=max(at, thread.last_post_at + TICK),
        form_key=_free_key(form_key, body, nameless=nameless),
    )
    if people:
        mentions.note(post, people)
    if nameless:
        sealing.seal(post, by)
    thread.post_count = post.number
    thread.last_post = post
    thread.last_post_at = post.created_at
    thread.save(update_fields=["post_count", "last_post", "last_post_at"])
    search.index_later(thread, [post.number])
    return post
