"""That somebody's second factors were taken away, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecondFactorReset(models.Model):
    """Her second factors were lost, so staff took them away. Never changed afterwards."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="second_factor_resets",
        verbose_name=_("member"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Nobody: from the command line."),
    )
    reason = models.TextField(
        _("reason"), help_text=_("How you know that it is really her who asks. She reads it.")
    )
    reset_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        ordering = ("-reset_at", "-pk")
        verbose_name = _("reset of second factors")
        verbose_name_plural = _("resets of second factors")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="second_factor_reset_with_reason"),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(by=F("member")),
                name="second_factor_reset_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.reset_at:%Y-%m-%d}"
