"""How much works are used. No row of these tables knows a person.

`UseEvent`, `Salt` and `SearchTally` are raw material of an hour, a day and a month. Their tables
are unlogged (see the migration): in no backup, on no replica, empty after a crash.
"""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .resources import Resource

# Words of a search become known when so many different sessions have typed them.
SESSIONS_TO_BE_KNOWN = 3


class Salt(models.Model):
    """Of one day or month; thrown away when that is over."""

    period = models.CharField(max_length=16, primary_key=True)
    value = models.CharField(max_length=64)
    last_day = models.DateField()

    class Meta:
        verbose_name = "salt"
        verbose_name_plural = "salts"

    def __str__(self) -> str:
        return self.period


class UseEvent(models.Model):
    """Somebody opened a work; kept until its hour is over and counted."""

    at = models.DateTimeField()
    # No foreign key: its lock would make readers wait for whoever is changing the work.
    number = models.BigIntegerField(help_text="Of the work.")
    document = models.PositiveSmallIntegerField(
        null=True, help_text="Number of the file; null for the page of the work."
    )
    key = models.UUIDField(help_text="Digest of a reader and this work, under the day's salt.")
    country = models.CharField(max_length=2)

    class Meta:
        verbose_name = "use of a work"
        verbose_name_plural = "uses of works"
        indexes = [models.Index(fields=["at"], name="use_event_by_moment")]

    def __str__(self) -> str:
        return str(self.number)


class MonthlyUse(models.Model):
    """How often a work was used in a month, by people of organizations of a country."""

    # Of the codes that ISO 3166 leaves to whoever needs one.
    VISITORS = "XV"
    WITHOUT_ORGANIZATION = "ZZ"

    month = models.DateField(_("month"), help_text=_("Its first day."))
    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="+", verbose_name=_("resource")
    )
    country = models.CharField(_("country"), max_length=2)
    total_investigations = models.PositiveIntegerField(_("looked at"))
    unique_investigations = models.PositiveIntegerField(_("looked at, once an hour each"))
    total_requests = models.PositiveIntegerField(_("files opened"))
    unique_requests = models.PositiveIntegerField(_("files opened, once an hour each"))

    class Meta:
        ordering = ("month", "pk")
        verbose_name = _("use in a month")
        verbose_name_plural = _("use of the library")
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "month", "country"], name="monthly_use_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(unique_investigations__lte=F("total_investigations"))
                & Q(unique_requests__lte=F("total_requests")),
                name="monthly_use_unique_within_total",
            ),
            models.CheckConstraint(
                condition=Q(total_requests__lte=F("total_investigations"))
                & Q(unique_requests__lte=F("unique_investigations")),
                name="monthly_use_opening_is_looking",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="monthly_use_of_a_whole_month"),
        ]
        indexes = [models.Index(fields=["month"], name="monthly_use_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class SearchTally(models.Model):
    """That a search found nothing, while too few have asked it for its words to be kept."""

    digest = models.UUIDField(primary_key=True, help_text="Of the words, under the month's salt.")
    month = models.DateField()
    # One bit for each sixteenth of all readers: enough to tell three of them from one, and far
    # too little to say who.
    buckets = models.IntegerField()

    class Meta:
        verbose_name = "tally of a search"
        verbose_name_plural = "tallies of searches"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class EmptySearch(models.Model):
    """Words that found nothing, and that at least three different sessions of a month typed."""

    words = models.CharField(_("words"), max_length=100)
    month = models.DateField(_("month"), help_text=_("Its first day."))
    sessions = models.PositiveSmallIntegerField(
        _("sessions"), validators=[MinValueValidator(SESSIONS_TO_BE_KNOWN)]
    )

    class Meta:
        ordering = ("-month", "words")
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        constraints = [
            models.UniqueConstraint(fields=["words", "month"], name="empty_search_once_a_month"),
            models.CheckConstraint(
                condition=Q(sessions__gte=SESSIONS_TO_BE_KNOWN),
                name="empty_search_typed_by_several",
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(words__contains="@") & ~Q(words__regex=r"[0-9]{6}"),
                name="empty_search_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.words
