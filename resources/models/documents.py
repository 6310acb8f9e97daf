"""The files of a resource, and the text that was read in them."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import readable_group_ids
from members.files import media
from members.files.types import BY_MEDIA_TYPE
from members.models import Member, Visibility
from members.models.scans import Scanned, ScannedQuerySet

from .resources import Resource, today


def random_path(document: Document | None, filename: str) -> str:
    """Nothing of the name that was sent ever becomes part of a path."""
    name = secrets.token_hex(16)
    return f"documents/{name[:2]}/{name}"


def random_picture_path(document: Document | None, filename: str) -> str:
    """Beside the documents; which of them it shows cannot be told from it."""
    name = secrets.token_hex(16)
    return f"pictures/{name[:2]}/{name}"


class DocumentQuerySet(ScannedQuerySet["Document"]):
    def visible_to(self, member: Member | None) -> DocumentQuerySet:
        """Of resources she may see, where their files are open to her as well, and by now.

        Nobody opens what waits for the virus scan; `held_for` says who knows that it waits.
        """
        return self.filter(resource__in=Resource.objects.visible_to(member)).open_to(member)

    def open_to(self, member: Member | None) -> DocumentQuerySet:
        """Half of `visible_to`: for the files of a resource that she is known to see."""
        clean = self.released()
        if member and member.works_for_staff:
            return clean
        withdrawn = Q(resource__status=Resource.Status.WITHDRAWN)
        open_by_now = Q(resource__files_open_on=None) | Q(resource__files_open_on__lte=today())
        if member is None:
            opened = clean.exclude(withdrawn).filter(open_by_now)
            return opened.filter(resource__files_visibility=Visibility.PUBLIC)
        theirs = Resource.groups.through.objects.filter(group__in=readable_group_ids(member))
        wide = Q(resource__files_visibility__in=(Visibility.PUBLIC, Visibility.MEMBERS))
        return clean.exclude(withdrawn & ~Q(resource__submitted_by=member)).filter(
            Q(resource__submitted_by=member)
            | open_by_now & (wide | Q(resource__in=theirs.values("resource")))
        )

    def held_for(self, member: Member | None) -> DocumentQuerySet:
        """What waits for the virus scan, or failed it: hers, and all for staff."""
        if member is None:
            return self.none()
        within = self.held().filter(resource__in=Resource.objects.visible_to(member))
        return within if member.works_for_staff else within.filter(added_by=member)

    def newest(self) -> DocumentQuerySet:
        """Not replaced by a later version that can be opened."""
        return self.filter(Q(replaced_by__isnull=True) | Q(replaced_by__scan__in=Scanned.HELD))

    def without_a_drawing(self) -> DocumentQuerySet:
        """Read, but no picture was tried yet: from before there were pictures, or interrupted."""
        return (
            self.released()
            .filter(drawn_at__isnull=True)
            .exclude(extraction=Document.Extraction.WAITING)
        )

    def due_for_a_check(self, before: dt.datetime) -> DocumentQuerySet:
        """Whose files were last looked at before that moment, or never; longest ago first."""
        kept = self.exclude(scan=Scanned.Scan.INFECTED)
        due = kept.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before))
        return due.order_by(F("checked_at").asc(nulls_first=True), "pk")


class Document(Scanned):
    """A file of a resource, in one language and version. Old versions are kept."""

    class Extraction(models.TextChoices):
        WAITING = "waiting", _("being read")
        READ = "read", _("text can be searched")
        NO_TEXT = "no_text", _("text could not be read: pictures of pages, a scan")
        LOCKED = "locked", _("text could not be read: locked with a password")
        DAMAGED = "damaged", _("text could not be read: the file is damaged")
        TOO_HEAVY = "too_heavy", _("text could not be read: the file asks for too much")
        NOT_TEXT = "not_text", _("holds no text")

    class Keeping(models.TextChoices):
        WHOLE = "whole", _("as it came")
        MISSING = "missing", _("the file is missing")
        CHANGED = "changed", _("the file is no longer what came in")
        UNREADABLE = "unreadable", _("the disk cannot read the file")

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="documents", verbose_name=_("resource")
    )
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Stands in its address."))
    language = models.CharField(_("language"), max_length=8)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaced_by = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    name = models.CharField(_("name of the file"), max_length=160)
    media_type = models.CharField(_("media type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    extraction = models.CharField(
        _("text"), max_length=10, choices=Extraction, default=Extraction.WAITING
    )
    added_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    picture = models.FileField(
        _("picture of its first page"),
        upload_to=random_picture_path,
        max_length=120,
        blank=True,
        db_default="",
    )
    picture_width = models.PositiveSmallIntegerField(null=True, editable=False)
    picture_height = models.PositiveSmallIntegerField(null=True, editable=False)
    drawn_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When a picture was tried, whatever came of it.")
    )
    keeping = models.CharField(
        _("state of the file"),
        max_length=10,
        choices=Keeping,
        default=Keeping.WHOLE,
        db_default="whole",
    )
    checked_at = models.DateTimeField(
        _("file last checked at"),
        null=True,
        blank=True,
        help_text=_("Every file is compared with its SHA-256 once a month."),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            *Scanned.Meta.constraints,
            models.UniqueConstraint(fields=["resource", "number"], name="document_number_once"),
            models.UniqueConstraint(fields=["resource", "sha256"], name="document_file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=Q(picture="", picture_width__isnull=True, picture_height__isnull=True)
                | ~Q(picture="")
                & Q(picture_width__gt=0, picture_height__gt=0, drawn_at__isnull=False),
                name="document_picture_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(keeping="whole") | Q(checked_at__isnull=False),
                name="document_found_damaged_at_a_moment",
            ),
        ]
        indexes = [
            *Scanned.Meta.indexes,
            models.Index(fields=["sha256"], name="document_by_checksum"),
            models.Index(
                fields=["added_at"],
                condition=Q(extraction="waiting"),
                name="document_waiting_to_be_read",
            ),
            models.Index(
                fields=["id"], condition=Q(drawn_at__isnull=True), name="document_not_yet_drawn"
            ),
            models.Index(
                F("checked_at").asc(nulls_first=True), "id", name="document_check_longest_ago"
            ),
            models.Index(fields=["keeping", "-id"], name="document_damaged_first"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:document_download", args=[self.resource_id, self.number])

    @property
    def type_name(self) -> str:
        """PDF, DOCX …: what people call it by."""
        return BY_MEDIA_TYPE[self.media_type].extensions[0].upper()

    @property
    def state(self) -> str:
        """In words: where the virus scan stands, else whether its text could be read."""
        return self.get_scan_display() if self.is_held else self.get_extraction_display()

    @property
    def reading_url(self) -> str:
        """Where a browser opens it; empty for what browsers cannot show."""
        shown = self.media_type in media.READ_IN_BROWSERS
        return f"{self.get_absolute_url()}?inline" if shown else ""

    @property
    def picture_url(self) -> str:
        """Empty as long as there is no picture of its first page."""
        if not self.picture:
            return ""
        return reverse("resources:document_picture", args=[self.resource_id, self.number])


class DocumentPage(models.Model):
    """The text of one page (of a part, where a format has no pages)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("text"))

    class Meta:
        ordering = ("number",)
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="page_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"
