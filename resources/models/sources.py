"""Other libraries that we harvest, and what each of them told us."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import FoldedField, Member, Theme, Visibility
from resources.fetching import Trouble

from .resources import Resource


class Source(models.Model):
    """Another library that speaks OAI-PMH. What it says of itself is asked in the worker."""

    class Granularity(models.TextChoices):
        UNKNOWN = "", _("not known yet")
        DAY = "day", _("to the day")
        SECOND = "second", _("to the second")

    url = models.URLField(
        _("address"),
        max_length=500,
        unique=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("Of its OAI-PMH interface: https://library.example.org/oai"),
    )
    name = models.CharField(
        _("name"), max_length=300, blank=True, help_text=_("If left empty, what it calls itself.")
    )
    set_spec = models.CharField(
        _("set"),
        max_length=200,
        blank=True,
        help_text=_("Only this part of it. Its parts can be chosen when it has answered once."),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        help_text=_("Of works about which it does not say in which language they are."),
    )
    visibility = models.CharField(
        _("who may see what is published of it"),
        max_length=10,
        choices=[one for one in Visibility.choices if one[0] != Visibility.GROUP],
        default=Visibility.PUBLIC,
    )
    is_weekly = models.BooleanField(
        _("harvested every week"),
        default=False,
        help_text=_("What is new there waits for review here every Sunday."),
    )
    added_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)
    identified_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    title = models.CharField(_("calls itself"), max_length=300, blank=True, editable=False)
    earliest = models.CharField(_("oldest record"), max_length=40, blank=True, editable=False)
    granularity = models.CharField(
        _("dates its records"),
        max_length=6,
        choices=Granularity,
        default=Granularity.UNKNOWN,
        blank=True,
        editable=False,
    )
    sets = models.JSONField(
        _("parts"), default=list, editable=False, help_text=_("Pairs of address and name.")
    )
    trouble = models.CharField(_("trouble"), max_length=20, blank=True, editable=False)
    harvested_until = models.DateTimeField(
        _("harvested until"),
        null=True,
        editable=False,
        help_text=_("By its clock; the next harvest asks for what has changed since."),
    )

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("library that we harvest")
        verbose_name_plural = _("libraries that we harvest")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=("public", "members")), name="source_is_for_no_group"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.title or self.url


class SourceTheme(models.Model):
    """Which theme of ours is meant by a subject, or a set, of theirs."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="themes")
    text = models.CharField(
        _("their word"), max_length=300, help_text=_("A subject, or the address of a set.")
    )
    folded = FoldedField(source="text", max_length=300)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+", verbose_name=_("our theme"))

    class Meta:
        ordering = ("folded",)
        verbose_name = _("word for a theme")
        verbose_name_plural = _("words for themes")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "text", "theme"], name="source_theme_said_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class Fault(models.TextChoices):
    """What can go wrong in the talk with another library, beside the way there."""

    STATUS = "status", _("The server answered with an error.")
    NOT_OAI = "not_oai", _("The answer is not one of OAI-PMH. Is it the right address?")
    NOT_ALLOWED = "not_allowed", _("The library did not take our question.")
    NO_FORMAT = "no_format", _("It does not tell its records in oai_dc.")
    TOKEN = "token", _("It forgot twice where we had got to.")
    ENDLESS = "endless", _("Its list did not come to an end.")
    LOST = "lost", _("The harvest broke off here, in the portal.")
    BY_HAND = "by_hand", _("Stopped by hand.")


class HarvestRun(models.Model):
    """One harvest, page by page: a job for each page, which leaves here where to go on."""

    class State(models.TextChoices):
        RUNNING = "running", _("under way")
        DONE = "done", _("complete")
        STOPPED = "stopped", _("stopped early")

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="runs", verbose_name=_("library")
    )
    asked_by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    since = models.DateTimeField(_("changes since"), null=True)
    began_at = models.DateTimeField(_("began at"), default=timezone.now)
    moved_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    until = models.DateTimeField(_("their time at the beginning"), null=True)
    token = models.TextField(_("where to go on"), blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts at the next page"), default=0)
    restarts = models.PositiveSmallIntegerField(_("times begun anew"), default=0)
    idle_pages = models.PositiveSmallIntegerField(_("pages without news in a row"), default=0)
    size = models.PositiveIntegerField(_("records announced"), null=True)
    told = models.PositiveIntegerField(_("records told"), default=0)
    new = models.PositiveIntegerField(_("new in the review queue"), default=0)
    known = models.PositiveIntegerField(_("already here"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    gone = models.PositiveIntegerField(_("deleted there"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    broken = models.PositiveIntegerField(_("could not be read"), default=0)
    trouble = models.CharField(
        _("what went wrong"), max_length=20, choices=[*Trouble.choices, *Fault.choices], blank=True
    )
    detail = models.CharField(_("in their words"), max_length=300, blank=True)

    class Meta:
        ordering = ("-began_at", "-pk")
        verbose_name = _("harvest")
        verbose_name_plural = _("harvests")
        indexes = [models.Index(fields=["-began_at", "-id"], name="harvest_run_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="running"), name="harvest_run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="running") | Q(ended_at__isnull=False),
                name="harvest_run_ended_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(trouble=""), name="harvest_run_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.began_at:%Y-%m-%d %H:%M}"


class SourceRecord(models.Model):
    """One record of another library, and what became of it here."""

    class Standing(models.TextChoices):
        IN_STEP = "in_step", _("came in from there")
        KNOWN = "known", _("was here already")
        CHANGED = "changed", _("changed there: please look")
        GONE = "gone", _("deleted there: please look")
        DELETED = "deleted", _("deleted there, and taken out of the queue")
        BROKEN = "broken", _("could not be read")

    class Problem(models.TextChoices):
        NO_TITLE = "no_title", _("It has no title.")
        NO_METADATA = "no_metadata", _("It says nothing about the work.")
        NOT_KEPT = "not_kept", _("It does not fit into our library.")

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="records", verbose_name=_("library")
    )
    identifier = models.CharField(_("identifier"), max_length=500)
    datestamp = models.CharField(_("changed there on"), max_length=40)
    deleted = models.BooleanField(_("deleted"), default=False)
    standing = models.CharField(_("standing"), max_length=8, choices=Standing)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem, blank=True)
    resource = models.ForeignKey(
        Resource,
        models.SET_NULL,
        null=True,
        related_name="source_records",
        verbose_name=_("resource"),
    )
    brought = models.BooleanField(
        _("came in from there"), default=False, help_text=_("Also when it has been erased since.")
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    told = models.JSONField(_("as it is told there"), default=dict)
    taken = models.JSONField(
        _("as it was taken in, or last looked at"), default=dict, help_text=_("By field.")
    )
    run = models.ForeignKey(
        HarvestRun, models.SET_NULL, null=True, related_name="+", verbose_name=_("last told in")
    )
    first_told_at = models.DateTimeField(_("first told at"), default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("record of another library")
        verbose_name_plural = _("records of other libraries")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "identifier"], name="source_record_one_per_identifier"
            ),
            models.UniqueConstraint(
                fields=["resource"], condition=Q(brought=True), name="source_record_brought_once"
            ),
            models.CheckConstraint(
                condition=~Q(standing="broken") | ~Q(problem=""), name="source_record_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["standing", "-id"], name="source_record_by_standing"),
            models.Index(fields=["source", "-id"], name="source_record_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.identifier
