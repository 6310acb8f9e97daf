"""Peer accompaniment, for staff: numbers by theme. No pages of rows, no names, no words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from members.accompaniment_numbers import by_theme
from members.admin_site import ReadOnlyAdmin
from members.models import Accompaniment


@admin.register(Accompaniment)
class AccompanimentAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[URLPattern]:
        """Its own page instead of the usual ones."""
        guarded = self.admin_site.admin_view(self.numbers)
        return [path("", guarded, name="members_accompaniment_changelist")]

    def numbers(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Peer accompaniment in numbers"),
            "lines": by_theme(),
        }
        template = "admin/members/accompaniment/numbers.html"
        return TemplateResponse(request, template, context)
