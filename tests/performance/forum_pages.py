"""Which pages of the forums are measured, as whom, and what they may cost. Only `pages` and the
command import it."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

from django.db.models import Max
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from forums import reading, thread_list
from forums.models import Forum, Post, Thread, ThreadMark
from members.models import Member
from tests.performance.asked import COMMON, SAMPLES, VISITOR, Page, all_at, rare_words
from tests.performance.community import ASKER, JOINER, SECRETARY
from tests.performance.discussions import NEWS, SQUARE

LIST, THREAD, ADMIN = (2.5, 10, 12), (3, 10, 14), (6, 15, None)
DEEP = 200  # pages


def pages() -> Iterator[Page]:
    index = (reverse("forums:forum_list"),)
    yield Page("forums, visitor", VISITOR, index, *LIST)
    yield Page("forums", ASKER, index, *LIST)
    yield Page("forums, of 200 groups", JOINER, index, *LIST)
    yield from _lists()
    yield from _threads()
    yield from _feeds()
    yield Page("bookmarks", ASKER, (reverse("forums:bookmark_list"),), *LIST)
    yield from _searches()
    yield from _admin()


def _lists() -> Iterator[Page]:
    square, news = (_address(slug) for slug in (SQUARE, NEWS))
    deep = tuple(f"?before={cursor}" for cursor in _cursors())
    narrow = ("?kind=question", "?kind=unanswered", "?kind=e_discussion")
    themes = ("?theme=gender-mainstreaming", "?theme=leadership", "?theme=nobody-knows-it")
    yield Page("forum, visitor", VISITOR, (news,), *LIST)
    yield Page("forum", ASKER, (square,), *LIST)
    yield Page("forum, of 200 groups", JOINER, (square,), *LIST)
    yield Page("forum, of a group", ASKER, tuple(_of_her_groups()), *LIST)
    yield Page(f"forum, page {DEEP}", ASKER, all_at(square, *deep), *LIST)
    yield Page("forum, one kind", ASKER, all_at(square, *narrow), *LIST)
    yield Page("forum, one theme", ASKER, all_at(square, *themes), *LIST)
    for name, asker in (("", ASKER), (", of 200 groups", JOINER)):
        yield Page(f"forum, unread{name}", asker, (f"{square}?unread=1",), *LIST)


def _threads() -> Iterator[Page]:
    long = Thread.objects.select_related("forum").order_by("-post_count")[0]
    address = long.get_absolute_url()
    last = reading.pages_of(long)
    for name, page in (("first", 1), ("middle", last // 2), ("last", last)):
        yield Page(f"thread, {name} page", ASKER, (f"{address}?page={page}",), *THREAD)
    middle = (f"{address}?page={last // 2}",)
    yield Page("thread, middle, of 200 groups", JOINER, middle, *THREAD)
    yield Page("thread, short", ASKER, tuple(_short_threads()), *THREAD)
    reply = (reverse("forums:thread_reply", args=[long.pk]),)
    yield Page("reply", ASKER, reply, 4, 20, form=_reply, status=302)


def _reply() -> Mapping[str, str]:
    """As often as it is asked, another form; nothing is newer than what she has seen."""
    said = "We began with a walk, and listened.\n\n> What did you ask?\n\n- nothing\n- then all"
    return {"body": said, "form_key": str(uuid.uuid4()), "seen_to": "1000000"}


def _feeds() -> Iterator[Page]:
    every = (reverse("forums:forums_feed"), reverse("forums:forum_feed", args=[NEWS]))
    yield Page("forums' feed", VISITOR, every)
    yield Page("forums' feed, again", VISITOR, every, 1.5, 6, again=True, status=304)


def _searches() -> Iterator[Page]:
    search, everywhere = reverse("forums:forum_search"), reverse("search")
    rare, common = (6, 10, 14), (12, 10, 14)
    author = Member.objects.get(pk=Post.objects.filter(author__isnull=False)[0].author_id).handle
    words = tuple(f"?q={quote(one)}" for one in COMMON)
    dated = tuple(f"{one}&author={author}&since=2021-01-01&until=2024-12-31" for one in words)
    few = tuple(f"?q={quote(one)}" for one in rare_words())
    yield Page("search, forums, rare", ASKER, all_at(search, *few), *rare)
    yield Page("search, forums, common", ASKER, all_at(search, *words), *common)
    yield Page("search, forums, of 200 groups", JOINER, all_at(search, *words), *common)
    yield Page("search, forums, author and dates", ASKER, all_at(search, *dated), *common)
    yield Page("search, everywhere, rare", ASKER, all_at(everywhere, *few), *rare)
    yield Page("search, everywhere, common", ASKER, all_at(everywhere, *words), *common)


def _admin() -> Iterator[Page]:
    threads, posts = (reverse(f"admin:forums_{name}_changelist") for name in ("thread", "post"))
    yield Page("admin, threads", SECRETARY, (threads,), *ADMIN)
    yield Page("admin, posts", SECRETARY, (posts,), *ADMIN)


def _address(slug: str) -> str:
    return reverse("forums:forum_detail", args=[slug])


def _cursors() -> Iterator[thread_list.Cursor]:
    """Where four pages begin that far down the longest list; if it is short, near its end."""
    asker = Member.objects.get(handle=ASKER)
    listed = Thread.objects.visible_to(asker).filter(forum__slug=SQUARE, pinned_at=None).recent()
    deepest = min(DEEP, listed.count() // thread_list.PAGE_SIZE - 4)
    for page in range(deepest, deepest + 4):
        yield thread_list.cursor_of(listed[page * thread_list.PAGE_SIZE])


def _of_her_groups() -> Iterator[str]:
    groups = Member.objects.get(handle=ASKER).group_ids
    for forum in Forum.objects.filter(group__in=groups).exclude(slug__in=(SQUARE, NEWS))[:SAMPLES]:
        yield forum.get_absolute_url()


def _short_threads() -> Iterator[str]:
    asker = Member.objects.get(handle=ASKER)
    seen = Thread.objects.visible_to(asker).select_related("forum").filter(post_count__gte=8)
    for thread in seen.filter(post_count__lte=20).recent()[:SAMPLES]:
        yield thread.get_absolute_url()


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written in the meantime goes again, so that the next run finds the same."""
    last = Post.objects.aggregate(last=Max("pk"))["last"]
    job = ProcrastinateJob.objects.aggregate(last=Max("id"))["last"] or 0
    try:
        yield
    finally:
        new = Post.objects.filter(pk__gt=last)
        threads = list(Thread.objects.filter(pk__in=new.values("thread")))
        for thread in threads:
            before = Post.objects.filter(thread=thread, pk__lte=last).latest("number")
            Thread.objects.filter(pk=thread.pk).update(
                post_count=before.number, last_post=before, last_post_at=before.created_at
            )
            late = ThreadMark.objects.filter(thread=thread, read_to__gt=before.created_at)
            late.update(read_to=before.created_at)
        new.delete()
        ProcrastinateJob.objects.filter(id__gt=job)._raw_delete("default")
