"""Many works at once: what staff sent, and what each of its rows came or would come to."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member, Visibility

from .resources import Resource


def parcel_path(_one: Import, _filename: str) -> str:
    """Nothing of the name that was sent ever becomes part of a path."""
    return f"imports/{secrets.token_hex(16)}"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, member: Member | None) -> ImportQuerySet:
        """Staff see all: who comes next goes on where another stopped."""
        return self if member and member.works_for_staff else self.none()

    def at_work(self) -> ImportQuerySet:
        """Waiting for the worker, or in its hands."""
        return self.filter(status__in=Import.AT_WORK)


class Import(models.Model):
    """One list, alone or in a ZIP with its files. Its file is forgotten when all is in."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        READING = "reading", _("being read")
        READ = "read", _("read: please look at it")
        AGREED = "agreed", _("waiting to be brought in")
        BRINGING = "bringing", _("being brought in")
        DONE = "done", _("brought in")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("not brought in")

    AT_WORK = (Status.WAITING, Status.READING, Status.AGREED, Status.BRINGING)
    ENDED = (Status.DONE, Status.CANCELLED, Status.FAILED)

    begun_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=parcel_path, max_length=120, blank=True)
    name = models.CharField(_("name of the file"), max_length=160)
    publish = models.BooleanField(
        _("publish at once"),
        default=False,
        help_text=_(
            "What is in English, or described in English in 1 to 100 words. The rest waits for"
            " review in any case."
        ),
    )
    visibility = models.CharField(
        _("who may see what the list says nothing of"),
        max_length=10,
        choices=[one for one in Visibility.choices if one[0] != Visibility.GROUP],
        default=Visibility.PUBLIC,
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    wrong_count = models.PositiveIntegerField(_("with errors"), default=0)
    review_count = models.PositiveIntegerField(_("for review"), default=0)
    unread_columns = ArrayField(
        models.CharField(max_length=200), verbose_name=_("columns not read"), default=list
    )
    trouble = models.TextField(_("why not"), blank=True)
    kept_paths = ArrayField(
        models.CharField(max_length=120),
        default=list,
        editable=False,
        help_text=_("Of documents whose transaction is open: not theirs yet, should it fail."),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")
        verbose_name = _("list of works")
        verbose_name_plural = _("lists of works")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("done", "cancelled", "failed"), ended_at__isnull=False)
                | ~Q(status__in=("done", "cancelled", "failed")) & Q(ended_at__isnull=True),
                name="import_ends_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed", trouble=""), name="import_says_why_not"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("agreed", "bringing", "done")) | Q(wrong_count=0),
                name="import_without_errors",
            ),
        ]
        indexes = [models.Index(fields=["-begun_at", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:resources_import_change", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in self.AT_WORK

    @property
    def row_count(self) -> int:
        return self.new_count + self.changed_count + self.unchanged_count + self.wrong_count

    @property
    def has_work(self) -> bool:
        """Whether bringing it in would change anything, and may be asked for."""
        ready = self.status == self.Status.READ and not self.wrong_count
        return ready and bool(self.new_count or self.changed_count)


class ImportRow(models.Model):
    """One row of a list; or, without a number, a file of the ZIP that no row names."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        WRONG = "wrong", _("with errors")

    belongs_to = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"), null=True)
    outcome = models.CharField(_("what comes of it"), max_length=10, choices=Outcome)
    title = models.CharField(_("title"), max_length=300, blank=True)
    changes = ArrayField(models.CharField(max_length=40), verbose_name=_("changes"), default=list)
    problems = models.JSONField(
        _("errors"), default=list, help_text=_("Pairs of a column and a sentence.")
    )
    resource = models.ForeignKey(
        Resource, models.SET_NULL, null=True, related_name="+", verbose_name=_("resource")
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        constraints = [
            models.UniqueConstraint(
                fields=["belongs_to", "number"], name="import_row_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(outcome="wrong") & ~Q(problems=[])
                | ~Q(outcome="wrong") & Q(problems=[]),
                name="import_row_is_wrong_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["belongs_to", "outcome", "id"], name="import_row_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.number or ''} {self.title}".strip()
