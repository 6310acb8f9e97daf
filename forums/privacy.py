"""What the forums hold of a person. See `members.privacy` for what is asked of each room.

What she wrote without her name is in no copy of her data: it would say there, black on white, what
is sealed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from members.models import Member
from members.privacy import (
    ANOTHERS,
    DELETED,
    ENDED,
    KEPT,
    Answer,
    Piece,
    delete_rows,
    forget_files,
    rows_of,
)

from . import sealing, search
from .models import Attachment, Mention, Post, PostRevision, Thanks, Thread
from .models.posts import PostQuerySet

ANSWERS: dict[str, Answer] = {
    "forums.Thread.opened_by": Answer(
        KEPT, "threads-opened", ("forum__name", "title", "kind", "label", "opened_at")
    ),
    "forums.Thread_guests.member": Answer(DELETED, "threads-asked-into", ("thread__title",)),
    "forums.Post.author": Answer(
        ENDED,
        "posts",
        ("thread__forum__name", "thread__title", "number", "body", "created_at", "edited_at"),
    ),
    "forums.Loosening.asked_by": Answer(
        KEPT, "wishes-to-open-a-thread", ("thread__title", "label", "why", "asked_at")
    ),
    "forums.Loosening.answered_by": Answer(KEPT, why=ANOTHERS),
    "forums.Unsealing.asked_by": Answer(KEPT, why=ANOTHERS),
    "forums.Unsealing.answered_by": Answer(KEPT, why=ANOTHERS),
    "forums.Mention.member": Answer(DELETED, why="It stands in what somebody else wrote."),
    "forums.Thanks.member": Answer(ENDED, "thanks", ("post__thread__title", "post__number", "at")),
    "forums.Draft.member": Answer(DELETED, "drafts", ("title", "body", "updated_at")),
    "forums.ThreadMark.member": Answer(DELETED, "threads-read", ("thread__title", "read_to")),
    "forums.ForumMark.member": Answer(DELETED, "forums-read", ("forum__name", "read_to")),
    "forums.Bookmark.member": Answer(
        DELETED, "bookmarks", ("post__thread__title", "post__number", "created_at")
    ),
    "forums.FeedKey.member": Answer(DELETED, why="A key that she can make anew."),
}


NOTHING: dict[str, Any] = {"body": "", "html": "", "answers": None}


def export(member: Member) -> Iterator[Piece]:
    """What she wrote by her name, with its files, and what she keeps."""
    yield from rows_of(ANSWERS, member)
    files = Attachment.objects.filter(Q(post__author=member) | Q(draft__member=member))
    for one in files.order_by("pk").iterator(chunk_size=200):
        yield Piece(f"forum-{one.pk}-{one.name}", file=one.file)


def erase(member: Member, *, keep_words: bool) -> None:
    """Without `keep_words` her posts, the nameless ones too, leave a trace as when she removes
    them: titles stay, so that others find what they answered to. Seals of hers go in any case."""
    nameless = sealing.posts_of(member)
    if not keep_words:
        _take_words_away(Post.objects.filter(Q(author=member) | Q(pk__in=nameless)))
    sealing.forget(nameless)
    forget_files(_paths(Attachment.objects.filter(draft__member=member)))
    given = Thanks.objects.filter(member=member)
    thanked = Post.objects.filter(pk__in=given.values("post"), thanks_count__gt=0)
    thanked.update(thanks_count=F("thanks_count") - 1)
    given.delete()
    delete_rows(ANSWERS, member)


def _take_words_away(hers: PostQuerySet) -> None:
    posts = hers.filter(removed_at__isnull=True)
    numbers: dict[int, list[int]] = {}
    for thread_id, number in posts.order_by("thread", "number").values_list("thread", "number"):
        numbers.setdefault(thread_id, []).append(number)
    keys = list(posts.values_list("pk", flat=True))
    Thread.objects.filter(helped_by__in=keys).update(helped_by=None)
    PostRevision.objects.filter(post__in=keys).delete()
    Mention.objects.filter(post__in=keys).delete()
    files = Attachment.objects.filter(post__in=keys)
    forget_files(_paths(files))
    files.delete()
    gone = Post.objects.filter(pk__in=keys)
    gone.filter(is_nameless=False).update(**NOTHING, removed_at=timezone.now())
    # One moment of removal for all of them would tell that one person wrote them, and which.
    gone.filter(is_nameless=True).update(**NOTHING, removed_at=F("created_at"))
    for thread in Thread.objects.filter(pk__in=numbers):
        search.index_later(thread, numbers[thread.pk])


def _paths(files: QuerySet[Attachment]) -> list[str]:
    return list(files.values_list("file", flat=True))
