"""How far somebody has read, and what she keeps. No row for each post.

A post is new to her if it is younger than her mark in the thread, than her mark in the forum, and
than her horizon: 30 days before she came in. Whichever is latest counts.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .forums import Forum
from .posts import Post
from .threads import Thread

HORIZON = dt.timedelta(days=30)


def horizon_of(member: Member) -> dt.datetime:
    """Nothing older is new to her."""
    return member.created_at - HORIZON


class ThreadMark(models.Model):
    """She has read this thread up to here."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    read_to = models.DateTimeField(
        _("read to"), help_text=_("The moment of the last post that she has seen.")
    )

    class Meta:
        verbose_name = _("mark in a thread")
        verbose_name_plural = _("marks in threads")
        constraints = [models.UniqueConstraint(fields=["member", "thread"], name="thread_mark_one")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.thread_id}"


class ForumMark(models.Model):
    """She has marked all of this forum as read up to here."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="+")
    read_to = models.DateTimeField(_("read to"))

    class Meta:
        verbose_name = _("mark in a forum")
        verbose_name_plural = _("marks in forums")
        constraints = [models.UniqueConstraint(fields=["member", "forum"], name="forum_mark_one")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.forum_id}"


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def visible_to(self, member: Member | None) -> BookmarkQuerySet:
        """Her own, of posts that she may still read."""
        if member is None:
            return self.none()
        hers = Bookmark.objects.filter(member=member).order_by().values("post")
        # Asked of her own posts only: of all, it would be a look at every post there is.
        readable = Post.objects.visible_to(member).filter(pk__in=hers).order_by().values("pk")
        return self.filter(member=member, post__in=readable)


class Bookmark(models.Model):
    """A post that she wants to find again."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="bookmark_once")]
        indexes = [models.Index(fields=["member", "-created_at"], name="bookmark_list")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.post_id}"
