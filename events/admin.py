"""Meetings in the administration."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin_site import PortalAdmin

from .models import Event


class EventForm(forms.ModelForm):
    """Beginning and end are typed and shown as clocks show them where the meeting is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.pk:
            self.initial["starts_at"] = event.local_start.replace(tzinfo=None)
            self.initial["ends_at"] = event.local_end.replace(tzinfo=None)
        for name in ("starts_at", "ends_at"):
            self.fields[name].help_text = _("In the time zone chosen below.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not {"starts_at", "ends_at", "time_zone"} <= cleaned.keys():
            return cleaned
        zone = zoneinfo.ZoneInfo(cleaned["time_zone"])
        for name in ("starts_at", "ends_at"):
            on_the_wall = timezone.make_naive(cleaned[name])
            cleaned[name] = timezone.make_aware(on_the_wall, zone)
        if cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends_at", _("A meeting ends after it begins."))
        return cleaned


@admin.register(Event)
class EventAdmin(PortalAdmin):
    form = EventForm
    list_display = ("title", "kind", "group", "starts", "visibility", "status")
    list_filter = ("kind", "visibility", "status", "group")
    list_select_related = ("group",)
    search_fields = ("title", "description", "place")
    autocomplete_fields = ("group",)
    date_hierarchy = "starts_at"

    @admin.display(description=_("begins at"), ordering="starts_at")
    def starts(self, event: Event) -> str:
        return f"{event.local_start:%Y-%m-%d %H:%M} ({event.time_zone})"
