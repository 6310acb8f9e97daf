"""What somebody has begun to write. Hers alone; gone when it is sent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .forums import Forum
from .posts import Post
from .threads import Thread


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, member: Member | None) -> DraftQuerySet:
        return self.filter(member=member) if member else self.none()


class Draft(models.Model):
    """Of a new thread in a forum, of a reply in a thread, or of an edit of a post: one of each."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    choices = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("What else she has filled in: kind, label, themes, without her name …"),
    )
    answers = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    seen_to = models.PositiveIntegerField(
        default=0, help_text=_("The last post of the thread when she began to answer.")
    )
    form_key = models.UUIDField(default=uuid.uuid4, unique=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(forum__isnull=False, thread__isnull=True, post__isnull=True)
                | Q(forum__isnull=True, thread__isnull=False, post__isnull=True)
                | Q(forum__isnull=True, thread__isnull=True, post__isnull=False),
                name="draft_has_one_place",
            ),
            models.UniqueConstraint(fields=["member", "forum"], name="draft_one_a_forum"),
            models.UniqueConstraint(fields=["member", "thread"], name="draft_one_a_thread"),
            models.UniqueConstraint(fields=["member", "post"], name="draft_one_a_post"),
        ]
        indexes = [models.Index(fields=["member", "-updated_at", "-id"], name="draft_list")]

    def __str__(self) -> str:
        return f"{self.member_id}, {self.updated_at:%Y-%m-%d}"
