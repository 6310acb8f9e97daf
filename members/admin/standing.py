"""Who has accepted the charter and who has not: to look at, to filter, to take along."""

import csv
import io
from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.admin_site import PortalAdmin, ReadOnlyAdmin
from members.models import CharterStanding
from members.models.standing import CharterStandingQuerySet

# Spreadsheets take a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "|", "\t", "\r", "\n")
CHUNK = 1_000
COLUMNS = ("name", "email", "country", "last_number", "last_language", "last_at")


def harmless(cell: str) -> str:
    """The cell as text for every spreadsheet, whatever somebody chose to call herself."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("charter")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in CharterStanding.Kind]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CharterStanding]
    ) -> QuerySet[CharterStanding]:
        if self.value() in CharterStanding.Kind.values and isinstance(
            queryset, CharterStandingQuerySet
        ):
            return queryset.standing(str(self.value()))
        return queryset


@admin.register(CharterStanding)
class CharterStandingAdmin(ReadOnlyAdmin):
    list_display = ("name", "email", "country", "last_version", "last_read_in", "last_accepted")
    list_filter = (StandingFilter, "country")
    search_fields = ("name", "sort_name", "email")
    ordering = ("sort_name", "pk")
    fields = ("name", "email", "last_version", "last_read_in", "last_accepted")
    actions = ("export_chosen",)

    def get_queryset(self, request: HttpRequest) -> CharterStandingQuerySet:
        members: CharterStandingQuerySet = CharterStanding.objects.all()
        return members.with_last().order_by("sort_name", "pk")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return PortalAdmin.has_change_permission(self, request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No guessing at the password's hash through the list's address."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("accepted version"))
    def last_version(self, member: CharterStanding) -> int | None:
        number: int | None = member.last_number
        return number

    @admin.display(description=gettext_lazy("read in"))
    def last_read_in(self, member: CharterStanding) -> str | None:
        language: str | None = member.last_language
        return language

    @admin.display(description=gettext_lazy("accepted at"))
    def last_accepted(self, member: CharterStanding) -> str:
        moment = member.last_at
        return formats.date_format(moment, "DATETIME_FORMAT") if moment else "–"

    @admin.action(
        description=gettext_lazy("Take the chosen ones along as a table (CSV)"),
        permissions=["export"],
    )
    def export_chosen(
        self, request: HttpRequest, queryset: CharterStandingQuerySet
    ) -> StreamingHttpResponse:
        response = StreamingHttpResponse(_lines(queryset), content_type="text/csv; charset=utf-8")
        name = f"charter-{timezone.now():%Y-%m-%d}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _lines(members: CharterStandingQuerySet) -> Iterator[str]:
    """With the sign by which spreadsheets know UTF-8."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    titles = (_("name"), _("e-mail address"), _("country"), _("accepted version"))
    writer.writerow([*titles, _("read in"), _("accepted at")])
    rows = members.values_list(*COLUMNS)
    for name, email, country, number, language, moment in rows.iterator(chunk_size=CHUNK):
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        when = moment.isoformat(timespec="seconds") if moment else ""
        cells = (name, email, country, str(number or ""), language or "", when)
        writer.writerow(harmless(cell) for cell in cells)
    yield buffer.getvalue()
