"""Keys of private feeds: random, kept hashed, revocable, for one forum and one person."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .forums import Forum


class FeedKey(models.Model):
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the key."))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key of a feed")
        verbose_name_plural = _("keys of feeds")
        constraints = [models.UniqueConstraint(fields=["member", "forum"], name="feed_key_one")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.forum_id}"
