"""What other libraries were told about ours, and what they still have to be told."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HarvestRecordQuerySet(models.QuerySet["HarvestRecord"]):
    def live(self) -> HarvestRecordQuerySet:
        """Of works that everybody may see now."""
        return self.filter(deleted=False)

    def changed(
        self, *, since: dt.datetime | None, before: dt.datetime | None
    ) -> HarvestRecordQuerySet:
        """From `since` on, and before `before`; None leaves that side open."""
        changed = self if since is None else self.filter(datestamp__gte=since)
        return changed if before is None else changed.filter(datestamp__lt=before)

    def after(self, datestamp: dt.datetime, number: int) -> HarvestRecordQuerySet:
        """Those that follow this one in the order of harvesting.

        The first condition says what the second implies, so that the index is entered there.
        """
        return self.filter(datestamp__gte=datestamp).filter(
            Q(datestamp__gt=datestamp) | Q(number__gt=number)
        )


class HarvestRecord(models.Model):
    """A work that is or once was public.

    The row stays when the work is withdrawn, narrowed or erased: whoever harvested it learns so.
    It knows nothing of the work but its number and where it stood.
    """

    number = models.BigIntegerField(
        _("number of the work"), primary_key=True, help_text=_("Kept when the work is erased.")
    )
    datestamp = models.DateTimeField(
        _("changed at"), help_text=_("In whole seconds: the protocol knows no smaller ones.")
    )
    deleted = models.BooleanField(_("no longer public"), default=False)
    sets = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("sets"),
        default=list,
        help_text=_("Its kind and its own themes; those above them are not named."),
    )

    objects = HarvestRecordQuerySet.as_manager()

    class Meta:
        ordering = ("datestamp", "number")
        verbose_name = _("record for harvesting")
        verbose_name_plural = _("records for harvesting")
        indexes = [
            models.Index(fields=["datestamp", "number"], name="harvest_in_order"),
            GinIndex(fields=["sets"], name="harvest_by_set"),
        ]

    def __str__(self) -> str:
        return str(self.number)
