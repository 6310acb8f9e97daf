"""Meetings, as far as the first page announces them. The roof imports from here."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import readable_group_ids
from members.models import Group, Member, Visibility


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, member: Member | None) -> EventQuerySet:
        if member is None:
            return self.filter(visibility=Visibility.PUBLIC)
        if member.works_for_staff:
            return self.all()
        return self.filter(
            Q(visibility__in=(Visibility.PUBLIC, Visibility.MEMBERS))
            | Q(group__in=readable_group_ids(member))
        )

    def upcoming(self) -> EventQuerySet:
        """Not yet over, the next one first."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "pk")


class Event(models.Model):
    """In iCalendar's words."""

    class Kind(models.TextChoices):
        REGULAR_MEETING = "regular_meeting", _("Regular meeting")
        ANNUAL_MEETING = "annual_meeting", _("Annual meeting")
        WEBINAR = "webinar", _("Webinar")
        TRAINING = "training", _("Training")
        WORKSHOP = "workshop", _("Workshop")
        PUBLIC_PANEL = "public_panel", _("Public panel")
        OTHER = "other", _("Other")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        BOTH = "both", _("in person and online")

    class Status(models.TextChoices):
        TENTATIVE = "tentative", _("tentative")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REGULAR_MEETING)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"))
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="UTC",
        choices=[(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
    )
    mode = models.CharField(_("how one takes part"), max_length=10, choices=Mode)
    place = models.CharField(_("place"), max_length=200, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=Visibility, default=Visibility.GROUP
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CONFIRMED)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="event_upcoming")]

    def __str__(self) -> str:
        return self.title

    @property
    def local_start(self) -> dt.datetime:
        """In the meeting's own zone."""
        return self.starts_at.astimezone(zoneinfo.ZoneInfo(self.time_zone))

    @property
    def local_end(self) -> dt.datetime:
        return self.ends_at.astimezone(zoneinfo.ZoneInfo(self.time_zone))
