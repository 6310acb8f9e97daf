"""Who wrote what without her name, sealed; and the rows of how a seal was opened by two people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .posts import Post


class Seal(models.Model):
    """The author of a nameless post, unreadable without the portal's secret key.

    Written with random parts: two seals of one person have nothing in common.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return str(self.post_id)


class Unsealing(models.Model):
    """Two people of different organizations, who look after the group or are staff, open a seal."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    asked_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    why = models.TextField(_("why"), help_text=_("The author reads it."))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answered_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    agreed = models.BooleanField(_("agreed"), null=True)
    answer = models.TextField(_("words of the second person"), blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("opening of a seal")
        verbose_name_plural = _("openings of seals")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="unsealing_says_why"),
            models.UniqueConstraint(
                fields=["post"], condition=Q(answered_at__isnull=True), name="unsealing_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, agreed=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False, agreed__isnull=False)
                & ~Q(answered_by=F("asked_by")),
                name="unsealing_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.asked_at:%Y-%m-%d}"
