"""The collaboration charter in its numbered versions, and who has accepted which."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .vocabulary import language_in_use

if TYPE_CHECKING:
    from .people import Member

# For so many days after a new version has come into force everything stays readable.
DAYS_TO_ACCEPT = 14


def closes_on(in_force_on: dt.date) -> dt.date:
    """The first day on which what is confidential is closed to those who have not accepted.

    Days begin at midnight UTC.
    """
    return in_force_on + dt.timedelta(days=DAYS_TO_ACCEPT)


def today() -> dt.date:
    """By the charter's calendar, whatever time zone is in use."""
    return timezone.now().astimezone(dt.UTC).date()


class CharterVersionQuerySet(models.QuerySet["CharterVersion"]):
    def asking(self) -> CharterVersionQuerySet:
        """Those in force that everybody has to accept, or one that came after them."""
        return self.filter(asks_again=True, in_force_on__lte=today())

    def asking_her(self, member: Member) -> CharterVersionQuerySet:
        """Of these, the ones later than what she has accepted."""
        last = Acceptance.objects.filter(member=member).order_by("-version__number")
        last_number = models.Subquery(last.values("version__number")[:1])
        return self.asking().filter(number__gt=Coalesce(last_number, Value(0)))

    def in_force(self) -> CharterVersion | None:
        """The newest version whose day has come, with its texts; none before the first."""
        return (
            self.filter(in_force_on__lte=today())
            .prefetch_related("texts")
            .order_by("-number")
            .first()
        )


class CharterVersion(models.Model):
    """Its texts do not change once it is in force: a correction is a new version."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    in_force_on = models.DateField(_("in force on"))
    asks_again = models.BooleanField(
        _("asks everybody to accept it"),
        default=True,
        help_text=_("Off for the correction of a typing error."),
    )

    objects = CharterVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("version of the charter")
        verbose_name_plural = _("versions of the charter")

    def __str__(self) -> str:
        return _("Charter, version %(number)s") % {"number": self.number}

    def text_for_reader(self) -> CharterText | None:
        """In the reader's language, else in English, else in any."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language_in_use()) or texts.get("en") or next(iter(texts.values()), None)


class CharterText(models.Model):
    version = models.ForeignKey(
        CharterVersion, models.CASCADE, related_name="texts", verbose_name=_("version")
    )
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Markdown."))

    class Meta:
        verbose_name = _("text of the charter")
        verbose_name_plural = _("texts of the charter")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"], name="charter_one_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Acceptance(models.Model):
    """A member has accepted a version, read in this language, at that moment."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="acceptances",
        verbose_name=_("member"),
    )
    version = models.ForeignKey(
        CharterVersion, models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    language = models.CharField(_("language read"), max_length=8)
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)

    class Meta:
        ordering = ("-accepted_at",)
        verbose_name = _("acceptance of the charter")
        verbose_name_plural = _("acceptances of the charter")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "version"], name="acceptance_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.version}"


class CharterRequest(models.Model):
    """A member has been asked by letter to accept a version, and reminded. Each once."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    version = models.ForeignKey(
        CharterVersion, models.CASCADE, related_name="requests", verbose_name=_("version")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to accept the charter")
        verbose_name_plural = _("requests to accept the charter")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "version"], name="charter_request_once_per_version"
            )
        ]
        indexes = [
            models.Index(
                fields=["version", "member"],
                condition=Q(reminded_at__isnull=True),
                name="charter_request_to_remind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.version}"
