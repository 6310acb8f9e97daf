"""The forums for feed readers: which posts a feed carries, and the feed made of them.

No feed carries a thread that is for a group only: what stands in a feed reader is out of our hands.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import DateTimeField, F, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _

from members.models import Group, Member, language_in_use

from . import reading
from .models import FeedKey, Forum, Label, Post, Thread
from .models.threads import ThreadQuerySet

SIZE = 30
KEY_BYTES = 24
CARRIED = (Label.PUBLIC, Label.MEMBERS)
# What XML cannot carry, and what turns the direction of a title.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff"
                    "\ud800-\udfff]")  # fmt: skip


class Feed(Atom1Feed):
    """A feed without entries is as old as time, not as young as the question."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime(2000, 1, 1, tzinfo=UTC))


def new_key(member: Member, forum: Forum) -> str:
    """In the place of an earlier one. It is told once: only its digest is kept."""
    key = secrets.token_urlsafe(KEY_BYTES)
    facts = {"digest": digest_of(key), "created_at": timezone.now()}
    FeedKey.objects.update_or_create(member=member, forum=forum, defaults=facts)
    return key


def key_made_at(member: Member | None) -> Combinable:
    """Of a forum: since when her feed of it has had an address; None if it has none."""
    if member is None:
        return Value(None, DateTimeField())
    keys = FeedKey.objects.filter(member=member, forum=OuterRef("pk"))
    return Subquery(keys.values("created_at")[:1])


def digest_of(key: str) -> str:
    """It has 192 random bits, so that a plain hash is enough."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def opened_by(key: str, slug: str) -> FeedKey | None:
    """While its owner is an active member, may read the forum, and all members may."""
    keys = FeedKey.objects.select_related("member", "forum__group").filter(forum__slug=slug)
    found = keys.filter(digest=digest_of(key), member__status=Member.Status.ACTIVE).first()
    if found is None or not may_be_followed(found.forum):
        return None
    readable = Forum.objects.visible_to(found.member)
    return found if readable.filter(pk=found.forum_id).exists() else None


def may_be_followed(forum: Forum) -> bool:
    """Whether any thread in it could be for more than the group."""
    if forum.visibility == "group":
        return False
    group: Group | None = forum.group
    while group and group.parent_id:
        if group.seen_by == Group.SeenBy.GROUP:
            return False
        group = group.parent
    return True


def threads_for(member: Member, forum: Forum) -> ThreadQuerySet:
    threads = Thread.objects.visible_to(member).shown()
    return threads.filter(forum=forum, label__in=CARRIED)


def newest_posts(threads: ThreadQuerySet) -> list[Post]:
    """The youngest posts of these threads, all of one forum.

    They stand in the threads that were written in last, and there among the last.
    """
    lately = list(threads.recent().values_list("pk", flat=True)[:SIZE])
    last = F("thread__post_count") - SIZE
    posts = Post.objects.shown().filter(thread__in=lately, number__gt=last)
    return list(posts.select_related("author", "thread__forum").order_by("-created_at")[:SIZE])


def first_posts(threads: ThreadQuerySet) -> list[Post]:
    """Those with which these threads begin, the youngest first."""
    lately = list(threads.opened_lately().values_list("pk", flat=True)[:SIZE])
    first = Post.objects.shown().filter(thread__in=lately, number=1)
    return list(first.select_related("author", "thread__forum").order_by("-created_at"))


def feed_of(title: str, link: str, address: str, posts: Iterable[Post]) -> Feed:
    """`link` is the page that it follows, `address` its own; "" where that is a secret."""
    feed = Feed(
        title=_fit(title),
        link=_absolute(link),
        description=None,
        language=language_in_use(),
        feed_url=_absolute(address) if address else None,
        author_name=settings.PORTAL_NAME,
    )
    for post in posts:
        thread, number = post.thread, post.number
        said = _("{title} (answer {number})") if number > 1 else "{title}"
        feed.add_item(
            title=_fit(said.format(title=thread.title, number=number)),
            link=_absolute(post.get_absolute_url()),
            unique_id=_absolute(post.get_absolute_url()),
            description=_fit(post.html.replace(' href="/', f' href="{settings.BASE_URL}/')),
            author_name=_fit(str(post.author or reading.NAMELESS)),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
            categories=[str(thread.get_kind_display()), _fit(thread.forum.name)],
        )
    return feed


def answer(request: HttpRequest, feed: Feed, *, cached: str) -> HttpResponse:
    """304 where the reader has it already. `cached`: by whom it may be kept."""
    content = feed.writeString("utf-8").encode()
    changed = feed.latest_post_date()
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["Last-Modified"] = http_date(changed.timestamp())
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = cached
    seconds = int(changed.timestamp())
    return get_conditional_response(request, response["ETag"], seconds, response) or response


def _absolute(path: str) -> str:
    """By the address that the portal is known by, never by the one that was asked."""
    return f"{settings.BASE_URL}{path}"


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
