"""That somebody may not come in for a while: who decided it, why, until when, and her appeals.

`Member.status` says what holds now, and rights are asked of it alone. Both are written by the
deeds in `members.suspensions`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def open(self) -> SuspensionQuerySet:
        return self.filter(ended_at=None)

    def due(self) -> SuspensionQuerySet:
        """Open ones whose last day is over."""
        return self.open().filter(ends_at__lte=timezone.now())


class Suspension(models.Model):
    """From the moment it is decided to the end of its last day, or until it is lifted."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="suspensions",
        verbose_name=_("member"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("suspended by"),
        help_text=_("Nobody: it is older than these rows."),
    )
    reason = models.TextField(
        _("reason"), help_text=_("She reads it, in a letter and on her page.")
    )
    begun_at = models.DateTimeField(_("suspended at"), default=timezone.now, editable=False)
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_(
            "At midnight after it, where she lives, it ends by itself. Empty: when lifted."
        ),
    )
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("lifted by"),
        help_text=_("Nobody: it ended by itself."),
    )
    parting_words = models.TextField(_("words to her"), blank=True, editable=False)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="suspension_one_open"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_with_reason"),
            models.CheckConstraint(
                condition=(Q(by=None) | ~Q(by=F("member")))
                & (Q(ended_by=None) | ~Q(ended_by=F("member"))),
                name="suspension_by_another",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None, ends_at=None)
                | Q(last_day__isnull=False, ends_at__isnull=False, ends_at__gt=F("begun_at")),
                name="suspension_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, ended_at__gte=F("begun_at"))
                | Q(ended_at=None, ended_by=None, parting_words=""),
                name="suspension_lifted_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="suspension_due")
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.begun_at:%Y-%m-%d}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> AppealQuerySet:
        return self.filter(answered_at=None, suspension__ended_at=None)


class Appeal(models.Model):
    """How she sees it, and what she is answered. With the suspension, the question is over too."""

    suspension = models.ForeignKey(
        Suspension, models.CASCADE, related_name="appeals", verbose_name=_("suspension")
    )
    words = models.TextField(_("appeal"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["suspension"], condition=Q(answered_at=None), name="appeal_one_open"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_with_words"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="appeal_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspension.member}, {self.written_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.suspension.ended_at is None
