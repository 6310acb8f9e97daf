"""Lists that staff bring in: what every kind of them is, and those of people and organizations."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .organizations import Organization
from .people import Member


class ListStatus(models.TextChoices):
    WAITING = "waiting", _("waiting to be read")
    READING = "reading", _("being read")
    READ = "read", _("read: please look at it")
    AGREED = "agreed", _("waiting to be brought in")
    BRINGING = "bringing", _("being brought in")
    DONE = "done", _("brought in")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("not brought in")


class RowOutcome(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    WRONG = "wrong", _("with errors")


class SentList(models.Model):
    """A list that somebody sent, and how far it has come. Every room's lists build on it."""

    Status = ListStatus
    AT_WORK = (ListStatus.WAITING, ListStatus.READING, ListStatus.AGREED, ListStatus.BRINGING)
    ENDED = (ListStatus.DONE, ListStatus.CANCELLED, ListStatus.FAILED)

    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    file = models.FileField(_("file"), max_length=120, blank=True)
    name = models.CharField(_("name of the file"), max_length=160)
    status = models.CharField(
        _("status"), max_length=10, choices=ListStatus, default=ListStatus.WAITING
    )
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    changed_count = models.PositiveIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    wrong_count = models.PositiveIntegerField(_("with errors"), default=0)
    unread_columns = ArrayField(
        models.CharField(max_length=200), verbose_name=_("columns not read"), default=list
    )
    trouble = models.TextField(_("why not"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Waiting for the worker, or in its hands."""
        return self.status in self.AT_WORK

    @property
    def row_count(self) -> int:
        return self.new_count + self.changed_count + self.unchanged_count + self.wrong_count

    @property
    def has_work(self) -> bool:
        """Whether bringing it in would change anything, and may be asked for."""
        ready = self.status == ListStatus.READ and not self.wrong_count
        return ready and bool(self.new_count or self.changed_count)


class SentRow(models.Model):
    """One row of a list, and what comes of it."""

    Outcome = RowOutcome

    number = models.PositiveIntegerField(_("row"), null=True)
    outcome = models.CharField(_("what comes of it"), max_length=10, choices=RowOutcome)
    title = models.CharField(_("title"), max_length=300, blank=True)
    changes = ArrayField(models.CharField(max_length=40), verbose_name=_("changes"), default=list)
    problems = models.JSONField(
        _("errors"), default=list, help_text=_("Pairs of a column and a sentence.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number or ''} {self.title}".strip()


def promises_of_a_list(name: str) -> list[models.BaseConstraint]:
    """Every list ends at a moment, says why it failed, and comes in without errors only."""
    ended = ("done", "cancelled", "failed")
    return [
        models.CheckConstraint(
            condition=Q(status__in=ended, ended_at__isnull=False)
            | ~Q(status__in=ended) & Q(ended_at__isnull=True),
            name=f"{name}_ends_at_a_moment",
        ),
        models.CheckConstraint(
            condition=~Q(status="failed", trouble=""), name=f"{name}_says_why_not"
        ),
        models.CheckConstraint(
            condition=~Q(status__in=("agreed", "bringing", "done")) | Q(wrong_count=0),
            name=f"{name}_without_errors",
        ),
    ]


def promises_of_a_row(name: str) -> list[models.BaseConstraint]:
    """Every row of a list stands in it once, and is wrong for a reason."""
    wrong, no_problems = Q(outcome="wrong"), Q(problems=[])
    return [
        models.UniqueConstraint(fields=["belongs_to", "number"], name=f"{name}_has_its_number"),
        models.CheckConstraint(
            condition=wrong & ~no_problems | ~wrong & no_problems,
            name=f"{name}_is_wrong_for_a_reason",
        ),
    ]


def registry_path(_one: RegistryList, _filename: str) -> str:
    """Nothing of the name that was sent ever becomes part of a path."""
    return f"registry/{secrets.token_hex(16)}"


class RegistryListQuerySet(models.QuerySet["RegistryList"]):
    def visible_to(self, member: Member | None) -> RegistryListQuerySet:
        """Staff see all: who comes next goes on where another stopped."""
        return self if member and member.works_for_staff else self.none()


class RegistryList(SentList):
    """People or organizations that staff bring in. It is kept; its file and its rows are not."""

    class About(models.TextChoices):
        PEOPLE = "people", _("people")
        ORGANIZATIONS = "organizations", _("organizations")

    file = models.FileField(_("file"), upload_to=registry_path, max_length=120, blank=True)
    about = models.CharField(_("of what"), max_length=14, choices=About)
    write_letters = models.BooleanField(
        _("write to the new people"),
        default=False,
        help_text=_(
            "A letter that says who has registered them, and how they choose a password. Without"
            " it nobody hears of it."
        ),
    )

    objects = RegistryListQuerySet.as_manager()

    class Meta:
        ordering = ("-begun_at", "-pk")
        verbose_name = _("list of people or organizations")
        verbose_name_plural = _("lists of people and organizations")
        constraints = promises_of_a_list("registry_list")
        indexes = [models.Index(fields=["-begun_at", "-id"], name="registry_list_newest")]

    def get_absolute_url(self) -> str:
        return reverse("admin:members_registrylist_change", args=[self.pk])


class RegistryRow(SentRow):
    """One row of such a list; forgotten with its file."""

    belongs_to = models.ForeignKey(RegistryList, models.CASCADE, related_name="rows")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="+")
    is_written_to = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        constraints = promises_of_a_row("registry_row")
        indexes = [
            models.Index(fields=["belongs_to", "outcome", "id"], name="registry_row_by_outcome")
        ]


class RegistryExport(models.Model):
    """Staff took people or organizations along as a list. Never changed afterwards."""

    about = models.CharField(_("of what"), max_length=14, choices=RegistryList.About)
    ending = models.CharField(_("format"), max_length=4)
    filters = models.TextField(
        _("filters"), blank=True, help_text=_("As they stood in the address of the list.")
    )
    row_count = models.PositiveIntegerField(_("rows"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("list taken along")
        verbose_name_plural = _("lists taken along")
        indexes = [models.Index(fields=["-at", "-id"], name="registry_export_newest")]

    def __str__(self) -> str:
        return f"{self.get_about_display()} ({self.row_count}), {self.at:%Y-%m-%d}"
