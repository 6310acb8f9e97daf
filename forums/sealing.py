"""Who wrote a nameless post: sealing it, and the few who may ask.

Nothing here writes a log line, and nothing that asks may write the answer down: see
docs/decisions/0007-without-a-name.md. Two hidden stairs are closed here as well. A form's key stood
in a draft beside a name; and a mark that is written the moment after a post says who wrote it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from members.models import Member

from . import cipher
from .models import Post, Seal, Thread, Unsealing

# The first to open a thread after a nameless post is its author: her own page shows it to her.
# So nobody's mark passes a nameless post before it is this old.
UNMARKED = dt.timedelta(hours=1)
# Her words are gone from a removed post; so is, after a while, that she wrote them.
KEPT_AFTER_REMOVAL = dt.timedelta(days=30)
_CHUNK = 2000


def seal(post: Post, author: Member) -> None:
    """Keep who wrote it."""
    Seal.objects.create(post=post, sealed=cipher.closed(post=post.pk, author=author.pk))


def author_id(sealed: Seal) -> int | None:
    """None if it was sealed with a key that the settings no longer know.

    For erasing and for an unsealing that two people have agreed to, nobody else.
    """
    return sealed.author_number


def hers_among(member: Member | None, posts: Iterable[Post]) -> frozenset[int]:
    """The numbers of those nameless posts that she wrote herself; one query at most."""
    nameless = [post.pk for post in posts if post.is_nameless]
    if member is None or not nameless:
        return frozenset()
    seals = Seal.objects.filter(post__in=nameless)
    return frozenset(one.post_id for one in seals if author_id(one) == member.pk)


def posts_of(member: Member) -> list[int]:
    """The numbers of all that she wrote without her name: every seal there is is opened.

    For her leaving, and for nothing that is kept: a list of them would undo the seals.
    """
    seals = Seal.objects.order_by("pk").iterator(chunk_size=_CHUNK)
    return [one.post_id for one in seals if author_id(one) == member.pk]


def forget(posts: Iterable[int]) -> None:
    """Nobody can ever open these seals any more."""
    Seal.objects.filter(post__in=list(posts)).delete()


class FormKeys(NamedTuple):
    named: uuid.UUID
    nameless: uuid.UUID


def form_keys(form_key: uuid.UUID) -> FormKeys:
    """What a post that came of this form bears: by name, and without one."""
    return FormKeys(form_key, cipher.blinded(form_key))


def mark_ends_at(thread: Thread, read_to: dt.datetime) -> dt.datetime | None:
    """How far a mark in this thread may go now, whoever reads; None: none is to be written.

    One query, in a thread of which somebody has written in the last hour.
    """
    since = timezone.now() - UNMARKED
    if thread.last_post_at <= since:
        return read_to
    read = Post.objects.filter(thread=thread, created_at__lte=read_to)
    young = read.filter(is_nameless=True, created_at__gt=since).order_by("created_at")
    first = young.values_list("created_at", flat=True).first()
    if first is None:
        return read_to
    before = read.filter(created_at__lt=first).order_by("-created_at")
    return before.values_list("created_at", flat=True).first()


def forget_old() -> int:
    """The seals of what was removed long ago; not where a question waits, or is still shown."""
    since = timezone.now() - KEPT_AFTER_REMOVAL
    old = Seal.objects.filter(post__removed_at__lt=since)
    needed = Unsealing.objects.waiting() | Unsealing.objects.shown()
    gone, _each = old.exclude(post__in=needed.order_by().values("post")).delete()
    return gone


def seal_anew() -> int:
    """With today's SECRET_KEY what a former one sealed; how many there were.

    What no known key opens stays as it is: the key may be found again.
    """
    done = 0
    for one in Seal.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        author = None if cipher.is_of_today(bytes(one.sealed)) else author_id(one)
        if author is not None:
            with transaction.atomic():
                fresh = cipher.closed(post=one.post_id, author=author)
                done += Seal.objects.filter(pk=one.pk).update(sealed=fresh)
    return done
