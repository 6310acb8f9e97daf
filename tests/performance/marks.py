"""How far the people of the measured database have read, and what they keep. Only `fill` and the
tests of this package import it."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from forums.models import Bookmark, Forum, ForumMark, Post, Thread, ThreadMark
from members.models import Member, Membership
from tests.performance.community import ASKER, JOINER
from tests.performance.discussions import SQUARE, Plan, copy
from tests.performance.posts import DAY

READERS = 50_000  # at scale 1
THREADS, BOOKMARKS = 20, 2  # that one has marks in, and keeps
FORUM_MARKS = 0.3  # share of the forums of hers that she has marked as read
UP_TO_DATE = 0.7  # of her marks: nothing has been written since
# Of the asker, who reads nearly all that is new and never says “all of it is read”.
READ_BY_ASKER, KEPT_BY_ASKER = 2_000, 500
BATCH = 2_000
FORUM_MARK = ("member_id", "forum_id", "read_to")
THREAD_MARK = ("member_id", "thread_id", "read_to")
BOOKMARK = ("member_id", "post_id", "created_at")


@dataclass(frozen=True)
class Read:
    """A thread that can have been read."""

    pk: int
    opened_at: dt.datetime
    last_post_at: dt.datetime


def make(scale: float, plan: Plan) -> bool:
    """All of it at once; whether there was anything to make."""
    if ThreadMark.objects.exists():
        return False
    threads: dict[int, list[Read]] = defaultdict(list)
    listed = Thread.objects.shown().order_by("last_post_at")
    for forum, *facts in listed.values_list("forum", "pk", "opened_at", "last_post_at"):
        threads[forum].append(Read(*facts))
    readers = list(Member.objects.active().order_by("pk").values_list("pk", flat=True))
    readers = readers[: max(500, round(READERS * scale))]
    hers = _forums_of(readers)
    with transaction.atomic():
        for start in range(0, len(readers), BATCH):
            _write(readers[start : start + BATCH], hers, threads, plan.posts_before[-1])
        _let_askers_read(threads)
    return True


def _forums_of(readers: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """By member: the forums of the groups that she belongs to."""
    of_group = defaultdict(list)
    for pk, group in Forum.objects.order_by("pk").values_list("pk", "group"):
        of_group[group].append(pk)
    found = defaultdict(list)
    belonging = Membership.objects.active().filter(member__in=readers).order_by("pk")
    for member, group in belonging.values_list("member", "group"):
        found[member] += of_group[group]
    return found


def _write(
    readers: Sequence[int],
    hers: Mapping[int, Sequence[int]],
    threads: Mapping[int, Sequence[Read]],
    posts: int,
) -> None:
    chance = random.Random(f"marks {readers[0]}")
    forum_marks, thread_marks, kept = [], [], []
    for member in readers:
        talking = [forum for forum in hers[member] if threads[forum]]
        for forum in talking:
            if chance.random() < FORUM_MARKS:
                read_to = threads[forum][-1].last_post_at - DAY * chance.expovariate(1 / 100)
                forum_marks.append((member, forum, read_to))
        read = {_lately(chance, threads[chance.choice(talking)]) for _ in range(THREADS)}
        thread_marks += _thread_marks(chance, member, sorted(read, key=lambda one: one.pk))
        pks = {chance.randint(1, posts) for _ in range(BOOKMARKS)}
        kept += [(member, pk, threads[talking[0]][-1].last_post_at) for pk in sorted(pks)]
    copy(ForumMark, FORUM_MARK, forum_marks)
    copy(ThreadMark, THREAD_MARK, thread_marks)
    copy(Bookmark, BOOKMARK, kept)


def _lately(chance: random.Random, threads: Sequence[Read]) -> Read:
    """Rather one of the last than of the first."""
    return threads[-1 - int(len(threads) * chance.random() ** 3)]


def _thread_marks(
    chance: random.Random, member: int, read: Sequence[Read]
) -> Iterator[tuple[int, int, dt.datetime]]:
    for one in read:
        is_done = chance.random() < UP_TO_DATE
        yield member, one.pk, one.last_post_at if is_done else one.opened_at


def _let_askers_read(threads: Mapping[int, Sequence[Read]]) -> None:
    """One reads thread after thread; the other says of every forum that half of it is read."""
    chance = random.Random("askers")
    asker, joiner = (Member.objects.get(handle=handle).pk for handle in (ASKER, JOINER))
    hers = _forums_of([asker, joiner])
    square = Forum.objects.get(slug=SQUARE).pk
    read = set(threads[square][-READ_BY_ASKER:])
    for forum in hers[asker]:
        read |= {_lately(chance, threads[forum]) for _ in range(THREADS) if threads[forum]}
    in_order = sorted(read, key=lambda one: one.pk)
    copy(ThreadMark, THREAD_MARK, _thread_marks(chance, asker, in_order))
    half_read = (
        (joiner, forum, threads[forum][len(threads[forum]) // 2].opened_at)
        for forum in hers[joiner]
        if threads[forum]
    )
    copy(ForumMark, FORUM_MARK, half_read)
    for member in Member.objects.filter(pk__in=(asker, joiner)):
        seen = Post.objects.visible_to(member).order_by("-pk").values_list("pk", "created_at")
        kept = [(member.pk, pk, at + DAY) for pk, at in seen[: 7 * KEPT_BY_ASKER : 7]]
        copy(Bookmark, BOOKMARK, kept)
