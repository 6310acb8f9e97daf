"""What remains of a person's own requests about her data: copies, and that she has left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataCopy(models.Model):
    """She has asked for a copy of everything that is hers; the worker makes it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="copies/", blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("copy of somebody’s data")
        verbose_name_plural = _("copies of people’s data")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ready_at__isnull=True),
                name="data_copy_one_in_the_making",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.asked_at:%Y-%m-%d}"


class Departure(models.Model):
    """Somebody has left for good. The row of the member stays, with nothing of her in it."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member")
    )
    left_at = models.DateTimeField(_("left at"), default=timezone.now)
    keeps_words = models.BooleanField(
        _("her words stay"), help_text=_("Under “former member”; otherwise they were taken away.")
    )

    class Meta:
        ordering = ("-left_at", "-pk")
        verbose_name = _("departure")
        verbose_name_plural = _("departures")

    def __str__(self) -> str:
        return f"{self.left_at:%Y-%m-%d}"
