"""What is known of a file and viruses: a part of every row that keeps a file from outside."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Given to the job that is asked for with a file; then it counts as lost, and others scan it.
ITS_JOB = dt.timedelta(minutes=5)

M = TypeVar("M", bound="Scanned")


class ScannedQuerySet(models.QuerySet[M]):
    """Nobody opens, reads or finds what is not released."""

    def released(self) -> Self:
        return self.exclude(scan__in=Scanned.HELD)

    def held(self) -> Self:
        return self.filter(scan__in=Scanned.HELD)

    def due_for_a_scan(self) -> Self:
        due = self.filter(scan=Scanned.Scan.WAITING, scan_due_at__lte=timezone.now())
        return due.order_by("scan_due_at", "pk")


class Scanned(models.Model):
    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", _("not scanned for viruses")
        WAITING = "waiting", _("waits for the virus scan")
        CLEAN = "clean", _("no virus found")
        INFECTED = "infected", _("a virus was found; the file was deleted")

    class Trouble(models.TextChoices):
        NONE = "", _("none")
        AWAY = "away", _("the virus scanner does not answer")
        TOO_LARGE = "too_large", _("the virus scanner takes no file of this size")
        UNREADABLE = "unreadable", _("the file is missing or cannot be read")

    HELD = (Scan.WAITING, Scan.INFECTED)

    file: models.FileField  # each row of this kind has its own

    scan = models.CharField(
        _("virus scan"),
        max_length=10,
        choices=Scan,
        default=Scan.UNSCANNED,
        db_default="unscanned",
    )
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    scan_found = models.CharField(
        _("virus that was found"), max_length=200, blank=True, db_default=""
    )
    scan_trouble = models.CharField(
        _("why it could not be scanned"),
        max_length=10,
        choices=Trouble,
        default=Trouble.NONE,
        blank=True,
        db_default="",
    )
    scan_tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    scan_due_at = models.DateTimeField(_("scanned again at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(scan="infected") | Q(file="") & ~Q(scan_found=""),
                name="%(class)s_infected_is_deleted",
            ),
            models.CheckConstraint(
                condition=~Q(scan="waiting") | Q(scan_due_at__isnull=False),
                name="%(class)s_scan_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["scan_due_at"], condition=Q(scan="waiting"), name="%(class)s_scan")
        ]

    @property
    def is_held(self) -> bool:
        return self.scan in self.HELD

    def hold_for_scan(self) -> bool:
        """Where a scanner is set, a file that none has seen is held. Says whether this one is."""
        if settings.CLAMD_URL and self.scan == self.Scan.UNSCANNED:
            self.scan = self.Scan.WAITING
            self.scan_due_at = timezone.now() + ITS_JOB
        return self.scan == self.Scan.WAITING
