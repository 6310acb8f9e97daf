"""The threads of a forum as a list: what is asked of it, and one page of it.

A page is found by where the one before it ended, not by how many pages lie before it: the last one
costs what the first one costs.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.models import Member

from . import labels, read_marks, reading
from .models import Forum, Thread

PAGE_SIZE = 25
UNANSWERED = "unanswered"
KINDS: dict[str, str | Promise] = {
    **dict(Thread.Kind.choices),
    UNANSWERED: gettext_lazy("Questions without an answer that helped"),
}
_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """Where a thread stands in the list: its last activity, and its number."""

    at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.pk}"


def cursor_of(thread: Thread) -> Cursor:
    return Cursor(thread.last_post_at, thread.pk)


def read_cursor(text: str) -> Cursor | None:
    """None if it is none: then the list is shown from its beginning."""
    found = _CURSOR.fullmatch(text)
    try:
        return Cursor(_EPOCH + int(found[1]) * _MICROSECOND, int(found[2])) if found else None
    except OverflowError:
        return None


@dataclass
class Asked:
    """What the query string asks for; what nobody can ask for is left out."""

    kind: str = ""
    theme: str = ""
    unread: bool = False
    before: Cursor | None = None
    after: Cursor | None = None
    month: str = ""
    month_error: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.theme or self.unread)

    @property
    def is_first_page(self) -> bool:
        return self.before is None and self.after is None

    def query(self, **place: object) -> str:
        """The same list from another place."""
        chosen = {"kind": self.kind, "theme": self.theme, "unread": "1" if self.unread else ""}
        said = {name: str(value) for name, value in (chosen | place).items() if value}
        return f"?{urlencode(said)}" if said else "?"


def read_asked(query: QueryDict, member: Member | None) -> Asked:
    asked = Asked(
        kind=query.get("kind", "") if query.get("kind") in KINDS else "",
        theme=query.get("theme", "").replace("\0", "")[:60],
        unread=member is not None and query.get("unread") == "1",
        before=read_cursor(query.get("before", "")),
        month=query.get("month", "").strip()[:20],
    )
    if asked.before is None:
        asked.after = read_cursor(query.get("after", ""))
    if asked.month:
        asked.before = _end_of(asked.month)
        if asked.before is None:
            asked.month_error = _("A month is written as a year and a number, such as 2025-03.")
    return asked


def _end_of(month: str) -> Cursor | None:
    found = _MONTH.fullmatch(month)
    if not found or not 1 <= int(found[2]) <= 12 or not 1970 <= int(found[1]) < 9999:
        return None
    year, number = int(found[1]), int(found[2])
    end = dt.datetime(year + number // 12, number % 12 + 1, 1, tzinfo=dt.UTC)
    return Cursor(end, 0)


@dataclass
class Listed:
    """A page, whose `rows` `templates/forums/_threads.html` draws."""

    pinned: list[Any] = field(default_factory=list)
    threads: list[Any] = field(default_factory=list)
    newer: str = ""
    older: str = ""

    @property
    def rows(self) -> list[Any]:
        return [*self.pinned, *self.threads]


def page_of(forum: Forum, member: Member | None, asked: Asked) -> Listed:
    """`forum` comes from `visible_to`, with its `read_to`.

    First which threads stand on it, then all about those: so that people and marks are looked up
    for them alone, and once.
    """
    every = narrowed(Thread.objects.visible_in(forum, member), asked)
    if asked.unread and member:
        every = unread(every, member, forum)
    rows = every.filter(pinned_at__isnull=True)
    if asked.after:
        found = _keys(_after(rows, asked.after)[: PAGE_SIZE + 1])
        has_newer, has_older = len(found) > PAGE_SIZE, True
        found = found[:PAGE_SIZE][::-1]
    else:
        found = _keys(_before(rows, asked.before)[: PAGE_SIZE + 1])
        has_newer, has_older = asked.before is not None, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    pinned: list[int] = []
    if not has_newer and forum.has_pinned:  # type: ignore[attr-defined]
        pinned = _keys(every.filter(pinned_at__isnull=False).order_by("-last_post_at", "-pk"))
    drawn = _drawn([*pinned, *found], forum, member)
    page = Listed(
        pinned=[drawn[key] for key in pinned if key in drawn],
        threads=[drawn[key] for key in found if key in drawn],
    )
    if page.threads:
        page.newer = asked.query(after=cursor_of(page.threads[0])) if has_newer else ""
        page.older = asked.query(before=cursor_of(page.threads[-1])) if has_older else ""
    return page


def _keys(threads: QuerySet) -> list[int]:
    return list(threads.values_list("pk", flat=True))


def narrowed(threads: QuerySet, asked: Asked) -> QuerySet:
    if asked.kind == UNANSWERED:
        threads = threads.filter(kind=Thread.Kind.QUESTION, helped_by__isnull=True)
    elif asked.kind:
        threads = threads.filter(kind=asked.kind)
    if asked.theme:
        about = Thread.themes.through.objects.filter(thread=OuterRef("pk"), theme__slug=asked.theme)
        threads = threads.filter(Exists(about))
    return threads


def unread(threads: QuerySet, member: Member, forum: Forum) -> QuerySet:
    """In which something is new to her. `forum` comes with `read_to`."""
    younger = threads.filter(last_post_at__gt=forum.read_to)  # type: ignore[attr-defined]
    return younger.exclude(read_marks.is_read(member))


def _before(threads: QuerySet, cursor: Cursor | None) -> QuerySet:
    if cursor:
        here = Q(last_post_at=cursor.at, pk__gte=cursor.pk)
        threads = threads.filter(last_post_at__lte=cursor.at).exclude(here)
    return threads.order_by("-last_post_at", "-pk")


def _after(threads: QuerySet, cursor: Cursor) -> QuerySet:
    here = Q(last_post_at=cursor.at, pk__lte=cursor.pk)
    threads = threads.filter(last_post_at__gte=cursor.at).exclude(here)
    return threads.order_by("last_post_at", "pk")


def _drawn(keys: list[int], forum: Forum, member: Member | None) -> dict[int, Any]:
    """By number, with all that a list says of a thread."""
    rows = _with_people(Thread.objects.filter(pk__in=keys).order_by())
    drawn: dict[int, Any] = {one.pk: one for one in read_marks.with_marks_in(forum, rows, member)}
    for thread in drawn.values():
        _finish(thread, forum)
    return drawn


def _with_people(threads: QuerySet) -> QuerySet:
    return threads.select_related("opened_by", "last_post__author").only(
        *("forum", "kind", "title", "sort_title", "label", "language", "opened_at"),
        *("post_count", "last_post_at", "helped_by", "pinned_at", "locked_at", "hidden_at"),
        *("opens_on", "closes_on", "closed_at", "opened_by__name", "opened_by__status"),
        *("last_post__is_nameless", "last_post__removed_at", "last_post__hidden_at"),
        *("last_post__author__name", "last_post__author__status"),
    )


def _finish(thread: Any, forum: Forum) -> None:
    """What is said of it, in words made here: a template takes ten times as long for a plural."""
    thread.forum = forum
    thread.url = thread.get_absolute_url()
    thread.shown_label = labels.shown(thread)
    thread.by = thread.opened_by or reading.NAMELESS
    count, new = thread.post_count, reading.new_count(thread)
    thread.count_said = ngettext("%(n)d post", "%(n)d posts", count) % {"n": count}
    if new:
        thread.new_said = ngettext("%(n)d new post", "%(n)d new posts", new) % {"n": new}
    last = thread.last_post
    if last and last.removed_at is None and last.hidden_at is None:
        name = last.author or reading.NAMELESS
        # Names are isolated, for they may run in another direction than the sentence.
        thread.last_by = _("last: %(name)s") % {"name": f"\u2068{name}\u2069"}
    marks = {
        _("pinned"): thread.pinned_at,
        _("locked"): thread.locked_at,
        _("over"): thread.is_over,
        _("hidden"): thread.hidden_at,
    }
    thread.marks = [mark for mark, holds in marks.items() if holds]


def drawn(threads: QuerySet, member: Member | None) -> list[Any]:
    """Of several forums, each thread with its own, as `templates/forums/_threads.html` draws it."""
    rows = _with_people(threads.select_related("forum__group"))
    found = list(read_marks.with_marks(rows, member))
    for thread in found:
        _finish(thread, thread.forum)
    return found


def has_pinned() -> Exists:
    """Of a forum; most have none, which saves a question."""
    pinned = Thread.objects.filter(
        forum=OuterRef("pk"), pinned_at__isnull=False, merged_into__isnull=True
    )
    return Exists(pinned)


def now_as_cursor() -> str:
    """Up to when a page shows what there is: nothing younger is marked as read with it."""
    return str(Cursor(timezone.now(), 0))
