"""One member accompanies another in a theme: who asked, what was answered, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .vocabulary import Theme

if TYPE_CHECKING:
    from .people import Member


class AccompanimentQuerySet(models.QuerySet["Accompaniment"]):
    def visible_to(self, viewer: Member | None) -> AccompanimentQuerySet:
        """Her own, with people who are still here. Nobody else's: staff see counts only."""
        if viewer is None or viewer.status != viewer.Status.ACTIVE:
            return self.none()
        here = viewer.Status.ACTIVE
        both_here = self.filter(asker__status=here, asked__status=here)
        return both_here.filter(Q(asker=viewer) | Q(asked=viewer))

    def current(self) -> AccompanimentQuerySet:
        """Those that wait for an answer, and those that go on."""
        return self.filter(status__in=Accompaniment.CURRENT)

    def waiting_for(self, member: Member) -> AccompanimentQuerySet:
        """Those that she is to answer."""
        return self.filter(asked=member, status=Accompaniment.Status.ASKED)


class Accompaniment(models.Model):
    """From the question to the end. `members.accompaniment` holds its deeds."""

    class Kind(models.TextChoices):
        """What the asker wants: company, or to be company."""

        ASK = "ask", _("asks for company")
        OFFER = "offer", _("offers company")

    class Status(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ACCEPTED = "accepted", _("goes on")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")
        ENDED = "ended", _("ended")
        CLOSED = "closed", _("closed, as one of the two is not here any more")

    CURRENT = (Status.ASKED, Status.ACCEPTED)

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asker")
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+", verbose_name=_("theme"))
    message = models.TextField(_("message"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    asker_shows_address = models.BooleanField(
        _("the asker shows her address"), default=False, help_text=_("Once it is accepted.")
    )
    asked_shows_address = models.BooleanField(_("the other shows her address"), default=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects = AccompanimentQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("accompaniment")
        verbose_name_plural = _("peer accompaniment")
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="accompaniment_takes_two"),
            models.CheckConstraint(condition=~Q(message=""), name="accompaniment_with_a_message"),
            models.UniqueConstraint(
                Least("asker", "asked"),
                Greatest("asker", "asked"),
                "theme",
                condition=Q(status__in=["asked", "accepted"]),
                name="accompaniment_one_at_a_time_per_theme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} – {self.asked}"

    def get_absolute_url(self) -> str:
        return reverse("members:accompaniment_detail", args=[self.pk])

    def other_than(self, member: Member) -> Member:
        """The other of the two."""
        return self.asked if member.pk == self.asker_id else self.asker

    def address_for(self, member: Member) -> str:
        """The other's e-mail address, while it goes on and if she chose to show it."""
        if self.status != self.Status.ACCEPTED:
            return ""
        is_asker = member.pk == self.asker_id
        shows = self.asked_shows_address if is_asker else self.asker_shows_address
        return self.other_than(member).email if shows else ""


class AccompanimentStep(models.Model):
    """Who did what, and when, with the words that the other reads."""

    class Deed(models.TextChoices):
        """How it came to stand as the `Accompaniment.Status` of the same value says."""

        ASKED = "asked", _("message sent")
        ACCEPTED = "accepted", _("said yes")
        DECLINED = "declined", _("said no")
        WITHDRAWN = "withdrawn", _("taken back")
        ENDED = "ended", _("ended")
        CLOSED = "closed", _("closed, as one of the two is not here any more")

    accompaniment = models.ForeignKey(
        Accompaniment, models.CASCADE, related_name="steps", verbose_name=_("accompaniment")
    )
    status = models.CharField(_("status"), max_length=10, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Nobody: closed by itself."),
    )
    words = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("step of an accompaniment")
        verbose_name_plural = _("steps of accompaniments")
        constraints = [
            models.UniqueConstraint(
                fields=["accompaniment", "status"], name="accompaniment_step_once"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", by__isnull=True)
                | (~Q(status="closed") & Q(by__isnull=False)),
                name="accompaniment_step_has_a_doer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accompaniment_id} {self.status}"
