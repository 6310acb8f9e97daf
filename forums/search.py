"""How a thread and its posts become entries of the index, when they are written anew, and lines of
what was found.

A thread is one thing, each of its posts a piece of it by its number. The index knows who wrote a
post so that one can search for it, but not of nameless ones, and of none in a thread of which
nobody may be quoted by name. What is hidden, removed or merged away is not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from members import access, group_search
from members.models import Member, Theme, Visibility
from members.search import index as index_of_all
from members.search.entries import Entry, Page, Piece, Words
from members.search.found import Hit, Snippet
from members.search.marking import marked

from . import labels, markdown
from .models import Forum, Label, Post, Thread

KIND = "thread"
AUTHOR = "author"  # the mark by which one can search for what somebody wrote
PUBLIC_AND_MEMBERS = frozenset({Visibility.PUBLIC.value, Visibility.MEMBERS.value})
INDEXING = "forums.index_thread"  # the job, by its name
BATCH = 200


def index_later(thread: Thread, numbers: Collection[int] = ()) -> None:
    """Have the worker write these posts of it anew, or all that is known of it.

    Asked for in the transaction of the deed, as the last thing.
    """
    wanted: list[JSONValue] = [*sorted(numbers)]
    app.configure_task(INDEXING).defer(thread_id=thread.pk, numbers=wanted)


@transaction.atomic
def index_thread(thread_id: int, numbers: Collection[int] = ()) -> None:
    """What the job does. A thread that is not there yet, or not any more, is done as a whole.

    It is held before it is read, so that of two jobs the later one writes what both found.
    """
    index_of_all.hold(KIND, [thread_id])
    thread = _with_all(Thread.objects.shown()).filter(pk=thread_id).first()
    if thread is None:
        index_of_all.remove(KIND, [thread_id])
        return
    group_keys = group_search.keys([thread.forum.group_id])
    posts = Post.objects.shown().filter(thread=thread).order_by("number")
    posts = posts.only("thread", "number", "author", "is_nameless", "body", "created_at")
    if numbers and not index_of_all.missing(KIND, [thread_id]):
        some = posts.filter(number__in=numbers)
        index_of_all.index_pieces(entry_of(thread, some, group_keys), numbers)
    else:
        index_of_all.index([entry_of(thread, posts, group_keys)])


def renew() -> None:
    """Write anew what is outdated, and what never came into the index."""
    _expire_what_has_narrowed()
    shown = Thread.objects.shown().order_by("pk").values_list("pk", flat=True)
    due = index_of_all.missing(KIND, shown)
    for ids in (due, *index_of_all.outdated(KIND, size=BATCH)):
        for thread_id in ids:
            index_thread(thread_id)


def _expire_what_has_narrowed() -> None:
    """A forum or its group may be open to fewer people than when its threads were written."""
    forums = {forum.slug: forum for forum in Forum.objects.all()}
    of_groups = group_search.keys({forum.group_id for forum in forums.values()})
    for token in PUBLIC_AND_MEMBERS:
        wide = index_of_all.open_to(KIND, token, "forum")
        closed = [
            slug
            for slug in wide & forums.keys()
            if token not in _widest(forums[slug], of_groups[forums[slug].group_id])
        ]
        if closed:
            expire(Thread.objects.filter(forum__slug__in=closed))


def expire(threads: QuerySet[Any]) -> None:
    """The worker writes these anew: their forum or group is open to others than before."""
    index_of_all.expire_some(KIND, threads.values("pk"))


def keys_of(member: Member | None) -> frozenset[str]:
    """What opens threads to her; the same ones as `Thread.objects.visible_to`."""
    return access.keys_of(member) | ({_guest(member.pk)} if member else set())


def _guest(member_id: int) -> str:
    return f"guest-{member_id}"


def _with_all(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    labelled = Theme.objects.select_related("parent").prefetch_related("labels")
    with_people = threads.select_related("forum__group")
    return with_people.prefetch_related("guests", Prefetch("themes", labelled))


def entry_of(thread: Thread, posts: Iterable[Post], group_keys: dict[int, frozenset[str]]) -> Entry:
    """`thread` with its forum, themes and guests; `group_keys` says who knows of its group."""
    themes = {theme.slug for theme in thread.themes.all()}
    themes |= {theme.parent.slug for theme in thread.themes.all() if theme.parent}
    forum = thread.forum
    return Entry(
        kind=KIND,
        object_id=thread.pk,
        titles=(Words(thread.title, thread.language),),
        metadata=tuple(
            Words(label.text, label.language)
            for theme in thread.themes.all()
            for label in theme.labels.all()
            if label.language in {thread.language, "en"}
        ),
        access=_keys(thread, group_keys[forum.group_id]),
        facets={"forum": (forum.slug,), "theme": tuple(sorted(themes))},
        pieces=tuple(_piece(post, thread) for post in posts),
        sort_title=thread.title,
        added_at=thread.opened_at,
    )


def _keys(thread: Thread, of_group: frozenset[str]) -> frozenset[str]:
    """As narrow as the narrowest of its label, its forum and its group; and open to its guests."""
    keys = {"staff", access.group_lexeme(thread.forum.group_id)}
    keys |= {_guest(guest.pk) for guest in thread.guests.all()}
    return frozenset(keys | _widest(thread.forum, of_group) & _many(thread.label))


def _widest(forum: Forum, of_group: frozenset[str]) -> frozenset[str]:
    """Which of many people may read in it: never more than know of its group."""
    known_to = PUBLIC_AND_MEMBERS if Visibility.PUBLIC.value in of_group else of_group
    return known_to & _many(forum.visibility)


def _many(width: str) -> frozenset[str]:
    """Of a label, or of who may read in a forum."""
    if width == Visibility.PUBLIC:
        return PUBLIC_AND_MEMBERS
    return frozenset({Visibility.MEMBERS.value} if width == Visibility.MEMBERS else ())


def _piece(post: Post, thread: Thread) -> Piece:
    told = thread.label != Label.NOT_QUOTED and not post.is_nameless
    return Piece(
        number=post.number,
        pages=(Page(post.number, markdown.plain(post.body), thread.language),),
        added_at=post.created_at,
        marks={AUTHOR: (str(post.author_id),)} if told else {},
    )


def found(hits: Sequence[Hit], member: Member | None) -> dict[int, dict[str, Any]]:
    """By number what `components/item.html` needs of the threads that she may read.

    The passage of a post is shown only while the post is: the index may be a moment behind.
    """
    places = {hit.object_id: hit.snippet.page if hit.snippet else hit.piece for hit in hits}
    there = Post.objects.shown().filter(
        thread=OuterRef("pk"), number__in={number for number in places.values() if number}
    )
    told = JSONObject(
        number="number", pk="pk", at="created_at", name="author__name", status="author__status"
    )
    threads = Thread.objects.visible_to(member).shown().select_related("forum__group")
    with_posts = threads.annotate(shown_posts=ArraySubquery(there.values_list(told)))
    by_pk = with_posts.in_bulk([*places])
    lines = {}
    for hit in hits:
        if thread := by_pk.get(hit.object_id):
            posts = {post["number"]: post for post in thread.shown_posts or ()}
            lines[thread.pk] = _line(thread, posts.get(places[thread.pk]), hit.snippet)
    return lines


def _line(thread: Thread, post: dict[str, Any] | None, snippet: Snippet | None) -> dict[str, Any]:
    forum = thread.forum
    passage = []
    if post:
        text = marked(snippet) if snippet else ""
        passage = [(_where(thread, post), text, reverse("forums:post_detail", args=[post["pk"]]))]
    is_quotable = thread.label != Label.NOT_QUOTED
    return {
        "url": thread.get_absolute_url(),
        "title": thread.title,
        "lang": thread.language,
        "kind": str(thread.get_kind_display()),
        "meta": f"{forum.name} · {forum.group.name}",
        "snippets": passage,
        "badge": "" if is_quotable else str(labels.SHORT[Label.NOT_QUOTED]),
        "badge_kind": "" if is_quotable else labels.KINDS_OF_BADGE[Label.NOT_QUOTED],
    }


def _where(thread: Thread, post: dict[str, Any]) -> str:
    """Which post, by whom if that may be said, and of which day."""
    day = date_format(timezone.localtime(dt.datetime.fromisoformat(post["at"])), "DATE_FORMAT")
    name = post["name"] if post["status"] == Member.Status.ACTIVE else ""
    if name and thread.label != Label.NOT_QUOTED:
        return _("Post %(number)s, %(name)s, %(day)s") % (post | {"day": day})
    return _("Post %(number)s, %(day)s") % (post | {"day": day})
