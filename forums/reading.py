"""A thread as somebody reads it: one page of its posts, and what she may do there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Affiliation, Member, ProfileField, ThemeLabel, language_in_use
from members.models.vocabulary import preferred_label
from members.search.turning import page_numbers

from . import access, labels, read_marks, sealing
from .models import Bookmark, Forum, Post, Thanks, Thread

PAGE_SIZE = 20
NAMELESS = gettext_lazy("A member of this group")
# A merged thread may have been merged into one that was merged later.
LONGEST_WAY = 20


@dataclass
class Page:
    """What `templates/forums/thread_detail.html` and its pieces draw.

    Each of `posts` also has: is_open, shown_html, is_hers (by name or by seal), is_new, is_thanked,
    is_bookmarked, helped, by (the words of its author), by_url, organization, answered (the number
    of the post that it answers).
    """

    thread: Thread
    posts: list[Any]
    number: int
    pages: int
    label: labels.Shown
    may_reply: bool
    may_moderate: bool
    may_say_what_helped: bool
    reason: str
    themes: list[tuple[str, str]]
    new_count: int = 0
    helped: Any = None
    guests: list[Member] = field(default_factory=list)
    is_guest: bool = False
    forum_in_sight: bool = True

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def numbers(self) -> list[int | str]:
        return page_numbers(self.number, self.pages)

    @property
    def ends_at(self) -> dt.datetime | None:
        """The moment of the last post on it, up to which it has been read."""
        return self.posts[-1].created_at if self.posts else None


def find(member: Member | None, pk: int) -> Thread | None:
    """The thread with all that its page says of it, and her marks: `read_to`, `first_new`."""
    threads = Thread.objects.visible_to(member)
    threads = threads.select_related("forum__group", "helped_by__author")
    threads = threads.defer("helped_by__body", "helped_by__html", "guiding_questions")
    thread: Thread | None = read_marks.with_marks(threads, member).filter(pk=pk).first()
    return thread


def merged_into(member: Member | None, pk: int) -> Thread | None:
    """Where the posts of a merged thread have gone, if she may read them there."""
    there = pk
    for _step in range(LONGEST_WAY):
        led_on = Thread.objects.filter(pk=there).values_list("merged_into", flat=True).first()
        if led_on is None:
            break
        there = led_on
    if there == pk:
        return None
    seen = Thread.objects.visible_to(member).select_related("forum")
    return seen.filter(pk=there).first()


def page_of_post(number: int) -> int:
    return (number - 1) // PAGE_SIZE + 1


def pages_of(thread: Thread) -> int:
    return page_of_post(max(1, thread.post_count))


def number_asked(thread: Thread, asked: str | None) -> int:
    """The page that a query string means: the nearest there is, the first if it is no number."""
    try:
        number = int(asked or 1)
    except ValueError:
        return 1
    return min(max(number, 1), pages_of(thread))


def address_of(post: Post) -> str:
    """Where it stands; `post.thread.forum` is at hand."""
    return _address(post.thread, post.number, post.pk)


def address_of_first_new(thread: Any) -> str:
    """Of a thread from `find`: the first post that is new to her, else the last."""
    number = thread.first_new or max(1, thread.post_count)
    pk = Post.objects.filter(thread=thread, number=number).values_list("pk", flat=True).first()
    return _address(thread, number, pk or 0)


def _address(thread: Thread, number: int, pk: int) -> str:
    page = page_of_post(number)
    asked = f"?page={page}" if page > 1 else ""
    return f"{thread.get_absolute_url()}{asked}#post-{pk}"


def page_of(member: Member | None, thread: Thread, number: int) -> Page:
    """`thread` comes from `find`."""
    last = number * PAGE_SIZE
    posts = _posts(thread, member).filter(number__gt=last - PAGE_SIZE, number__lte=last)
    # The limit tells Postgres that even of a long thread these are few.
    posts = posts.in_order()[:PAGE_SIZE]
    page = Page(
        thread=thread,
        posts=list(posts),
        number=number,
        pages=pages_of(thread),
        label=labels.shown(thread),
        may_reply=access.can_reply(member, thread),
        may_moderate=access.can_moderate(member, thread.forum),
        may_say_what_helped=access.can_say_what_helped(member, thread),
        reason="",
        themes=_themes(thread),
        new_count=new_count(thread),
    )
    if not page.may_reply:
        page.reason = why_not(member, thread)
    _finish(page, member)
    return page


def new_count(thread: Any) -> int:
    """How many posts of a thread `with_marks` are new to her."""
    return thread.post_count - thread.first_new + 1 if thread.first_new else 0


def _posts(thread: Thread, member: Member | None) -> Any:
    """Everything about them in one query, whoever asks."""
    nobody = Value(False, BooleanField())
    hers = {"member": member, "post": OuterRef("pk")}
    return (
        Post.objects.with_traces_for(member)
        .filter(thread=thread)
        .select_related("author")
        .annotate(
            answered=F("answers__number"),
            organization=_organization() if member else Value("", CharField()),
            is_thanked=Exists(Thanks.objects.filter(**hers)) if member else nobody,
            is_bookmarked=Exists(Bookmark.objects.filter(**hers)) if member else nobody,
        )
        .only(
            *("thread", "number", "is_nameless", "answers", "details_changed", "created_at"),
            *("edited_at", "removed_at", "hidden_at", "hidden_why", "thanks_count"),
            *("author__name", "author__status", "author__handle"),
        )
    )


def _organization() -> Subquery:
    """Where the author works now, if she shows it to all members."""
    kept = Q(member__for_nobody__contains=[ProfileField.ORGANIZATION]) | Q(
        member__for_groups__contains=[ProfileField.ORGANIZATION]
    )
    current = Affiliation.objects.current().filter(member=OuterRef("author")).exclude(kept)
    return Subquery(current.values("organization__name")[:1])


def _finish(page: Page, member: Member | None) -> None:
    """What is known of each post without asking the database."""
    thread: Any = page.thread
    sealed = sealing.hers_among(member, page.posts)
    for post in page.posts:
        post.thread = thread
        is_hers = member is not None and post.author_id == member.pk
        post.is_hers = is_hers or post.pk in sealed
        post.is_new = bool(thread.read_to and post.created_at > thread.read_to)
        post.helped = post.pk == thread.helped_by_id
        post.by, post.by_url = name_of(post, member)
    if thread.helped_by and page.number == 1:
        page.helped = thread.helped_by
        page.helped.by, page.helped.by_url = name_of(page.helped, member)
    if thread.kind == Thread.Kind.E_DISCUSSION:
        page.guests = list(thread.guests.order_by("sort_name"))
        page.is_guest = member in page.guests and not access.can_write_in(member, thread.forum)
    if page.is_guest:
        in_sight = Forum.objects.visible_to(member).filter(pk=thread.forum_id)
        page.forum_in_sight = in_sight.exists()


def _themes(thread: Thread) -> list[tuple[str, str]]:
    """Their labels, each with the address of what else the forum has on it; one query."""
    chosen = Thread.themes.through.objects.filter(thread=thread).values("theme")
    labels_of: dict[str, list[ThemeLabel]] = {}
    for label in (
        ThemeLabel.objects.filter(theme__in=chosen)
        .select_related("theme")
        .order_by("theme__position", "theme__slug")
    ):
        labels_of.setdefault(label.theme.slug, []).append(label)
    forum = thread.forum.get_absolute_url()
    return [
        (f"{forum}?theme={slug}", preferred_label(found, language_in_use()) or slug)
        for slug, found in labels_of.items()
    ]


def name_of(post: Post, member: Member | None) -> tuple[str | Promise, str]:
    """What stands over a post, and the page of its author if the reader may open it.

    Nobody stands over the trace of a post that is gone.
    """
    if post.removed_at or (post.hidden_at and not getattr(post, "is_open", False)):
        return "", ""
    if post.author is None:
        return NAMELESS, ""
    has_page = member is not None and post.author.status == Member.Status.ACTIVE
    return str(post.author), post.author.get_absolute_url() if has_page else ""


def why_not(member: Member | None, thread: Thread) -> str:
    """Why she cannot answer in it, in words."""
    if member is None:
        return _("Members of the group answer here. Please log in if you are one.")
    if thread.forum.closed_at:
        return _("This forum is closed: it can be read, and nobody writes in it any more.")
    if thread.hidden_at:
        return _("This thread is hidden. Nobody answers in it until it is shown again.")
    if thread.is_over:
        return _("This e-discussion is over. It can be read, and nobody writes in it any more.")
    if not access.can_write_in(member, thread.forum):
        return _("Only the members of the group write here.")
    if thread.locked_at:
        return _("This thread is locked.")
    return _("This e-discussion has not begun yet.")


def note_read(member: Member, page: Page) -> None:
    """Move her mark to the last post of the page, if that is further than she has read.

    Not past a nameless post of the last hour: `sealing` says why.
    """
    thread: Any = page.thread
    if page.ends_at and page.ends_at > thread.read_to:
        to = sealing.mark_ends_at(thread, page.ends_at)
        if to and to > thread.read_to:
            read_marks.move_thread_mark(member, thread, to)
