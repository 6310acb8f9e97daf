"""How the library is used, for staff: tables to look at and to take away, and never a single row.

There are no pages of rows: one row is the use of one work from one country in one month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.admin_site import PortalAdmin
from resources import access
from resources.facets import Names
from resources.models import EmptySearch, MonthlyUse, Resource
from resources.usage import figures
from resources.usage.forms import UsageForm
from resources.usage.spreadsheet import spreadsheet
from resources.usage.tables import Table, tables

PAGE_SIZE = 50
TIME_TO_BE_FOUND = dt.timedelta(days=90)
MOST_IN_A_FILE = 10_000


@admin.register(MonthlyUse)
class UsageAdmin(PortalAdmin):
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return access.can_see_usage(request.member)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """Its own pages instead of the usual ones."""
        guarded = self.admin_site.admin_view
        name = "resources_monthlyuse"
        return [
            path("", guarded(self.usage), name=f"{name}_changelist"),
            path("unopened/", guarded(self.unopened), name=f"{name}_unopened"),
            path("searches/", guarded(self.searches), name=f"{name}_searches"),
        ]

    def usage(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        names = Names()
        form = UsageForm(request.GET, names=names)
        shown = tables(form, names, reader=request.member) if form.is_valid() else []
        if wanted := next((one for one in shown if one.name == request.GET.get("csv")), None):
            return _file_of(wanted, measure=form.cleaned_data["measure"])
        context = {
            "title": _("Use of the library"),
            "form": form,
            "tables": shown,
            "counted_since": figures.counted_since(),
        }
        status = 200 if form.is_valid() else 422
        return self._page(request, "usage", context, status=status)

    def unopened(self, request: HttpRequest) -> HttpResponse:
        """In the library for a while, and nobody has looked at it."""
        self._check(request)
        used = MonthlyUse.objects.filter(resource=OuterRef("pk"))
        works = (
            Resource.objects.visible_to(request.member)
            .published()
            .filter(~Exists(used), published_at__lt=timezone.now() - TIME_TO_BE_FOUND)
            .order_by("published_at", "pk")
            .only("pk", "title", "sort_title", "published_at", "kind")
        )
        columns = (_("Work"), _("Kind"), _("In the library since"))
        return self._list(request, "unopened", _("Works that nobody has found"), columns, works)

    def searches(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        found = (
            EmptySearch.objects.order_by()
            .values("words")
            .annotate(times=Sum("sessions"), last=Max("month"))
            .order_by("-last", "-times", "words")
        )
        columns = (_("Words"), _("Sessions"), _("Last in"))
        return self._list(request, "searches", _("Searches that found nothing"), columns, found)

    def _list(
        self,
        request: HttpRequest,
        page_name: str,
        title: str,
        columns: Sequence[str],
        things: QuerySet[Any, Any],
    ) -> HttpResponse:
        if "csv" in request.GET:
            rows = (_cells(one) for one in things[:MOST_IN_A_FILE].iterator())
            return spreadsheet(page_name, columns, rows)
        page = Paginator(things, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "title": title,
            "columns": columns,
            "page": page,
            "rows": [(_cells(one), _address(one)) for one in page],
            "counted_since": figures.counted_since(),
        }
        return self._page(request, page_name, context)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "here": name}
        template = f"admin/resources/monthlyuse/{name}.html"
        return TemplateResponse(request, template, context, status=status)

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _file_of(table: Table, *, measure: str) -> HttpResponse:
    columns = (table.first_column, figures.MEASURES[measure])
    return spreadsheet(
        f"usage-{table.name}", columns, ((row.label, row.text) for row in table.rows)
    )


def _cells(one: Any) -> tuple[str, ...]:
    """Of a line of the two lists."""
    if isinstance(one, Resource):
        since = one.published_at and timezone.localdate(one.published_at)
        return (str(one), str(one.get_kind_display()), since.isoformat() if since else "")
    return (one["words"], str(one["times"]), date_format(one["last"], "Y-m"))


def _address(one: Any) -> str:
    return one.get_absolute_url() if isinstance(one, Resource) else ""
