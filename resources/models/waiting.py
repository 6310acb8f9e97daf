"""Files that are sent for a published work and wait for review: nobody else's pages know them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.models.scans import Scanned, ScannedQuerySet

from .documents import Document, random_path
from .resources import Resource


class WaitingDocumentQuerySet(ScannedQuerySet["WaitingDocument"]):
    def visible_to(self, member: Member | None) -> WaitingDocumentQuerySet:
        """Her own, and all to those who review. Only what is `released` as well is ever opened."""
        return self.filter(resource__in=Resource.objects.visible_to(member)).open_to(member)

    def open_to(self, member: Member | None) -> WaitingDocumentQuerySet:
        """Half of `visible_to`: for the files of a resource that she is known to see."""
        if member is None:
            return self.none()
        return self.all() if member.works_for_staff else self.filter(sent_by=member)


class WaitingDocument(Scanned):
    """A new version of a document, or the work in another language.

    It becomes a `Document` when staff take it in, and is gone when they decline it; the steps of
    the review say which. Being a row of another kind, it cannot be found, counted, harvested or
    packed by mistake.
    """

    resource = models.ForeignKey(
        Resource,
        models.CASCADE,
        related_name="waiting_documents",
        verbose_name=_("resource"),
    )
    replaces = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("new version of"),
    )
    language = models.CharField(_("language"), max_length=8)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    name = models.CharField(_("name of the file"), max_length=160)
    media_type = models.CharField(_("media type"), max_length=120)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = models.CharField(_("what has changed"), max_length=300, blank=True)
    sent_by = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)

    objects = WaitingDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("sent_at", "pk")
        verbose_name = _("file that waits for review")
        verbose_name_plural = _("files that wait for review")
        constraints = [
            *Scanned.Meta.constraints,
            models.UniqueConstraint(fields=["resource", "sha256"], name="waiting_file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="waiting_file_is_not_empty"),
        ]
        indexes = [
            *Scanned.Meta.indexes,
            models.Index(fields=["sent_at"], name="waiting_file_queue"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:waiting_document", args=[self.resource_id, self.pk])
