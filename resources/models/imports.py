"""Many works at once: what staff sent, and what each of its rows came or would come to."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Member, Visibility
from members.models.lists import SentList, SentRow, promises_of_a_list, promises_of_a_row

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


class Import(SentList):
    """One list, alone or in a ZIP with its files. Its file is forgotten when all is in."""

    file = models.FileField(_("file"), upload_to=parcel_path, max_length=120, blank=True)
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
    review_count = models.PositiveIntegerField(_("for review"), default=0)
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
        constraints = promises_of_a_list("import")
        indexes = [models.Index(fields=["-begun_at", "-id"], name="import_newest")]

    def get_absolute_url(self) -> str:
        return reverse("admin:resources_import_change", args=[self.pk])


class ImportRow(SentRow):
    """One row of a list; or, without a number, a file of the ZIP that no row names."""

    belongs_to = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    resource = models.ForeignKey(
        Resource, models.SET_NULL, null=True, related_name="+", verbose_name=_("resource")
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        constraints = promises_of_a_row("import_row")
        indexes = [
            models.Index(fields=["belongs_to", "outcome", "id"], name="import_row_by_outcome")
        ]
