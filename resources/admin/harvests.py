"""What came of asking other libraries: harvests as they go, and records that need a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.admin_site import ReadOnlyAdmin, works_for_staff
from resources.harvest import intake, jobs
from resources.models import HarvestRun, SourceRecord

SECONDS_BETWEEN_LOOKS = "4"


@admin.register(HarvestRun)
class HarvestRunAdmin(ReadOnlyAdmin):
    """Its page shows how far it is, anew every few seconds while it is under way."""

    list_display = ("__str__", "state", "told", "new", "changed", "gone", "broken", "trouble_words")
    list_filter = ("state", "source")
    list_select_related = ("source",)
    fields = (
        *("source", "asked_by", "state", "trouble_words", "detail", "since", "began_at"),
        *("moved_at", "ended_at", "pages", "told", "size", "new", "known", "changed", "gone"),
        *("unchanged", "broken"),
    )

    @admin.display(description=gettext_lazy("what went wrong"))
    def trouble_words(self, run: HarvestRun) -> str:
        return str(run.get_trouble_display()) or "–"

    def get_urls(self) -> list[URLPattern]:
        stop = self.admin_site.admin_view(self.stop)
        name = "resources_harvestrun_stop"
        return [path("<int:pk>/stop/", stop, name=name), *super().get_urls()]

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not works_for_staff(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = get_object_or_404(HarvestRun, pk=pk)
        jobs.stop(run=run)
        self.log_change(request, run, _("Stopped."))
        return redirect("admin:resources_harvestrun_change", pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        run: HarvestRun = context["original"]
        context |= {"title": str(run), "subtitle": None}
        response = super().render_change_form(request, context, *args, **kwargs)
        if run.state == HarvestRun.State.RUNNING:
            response.headers["Refresh"] = SECONDS_BETWEEN_LOOKS
        return response


@admin.register(SourceRecord)
class SourceRecordAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "source", "standing", "work", "datestamp")
    list_filter = ("standing", "source")
    list_select_related = ("source", "resource")
    search_fields = ("title", "identifier")
    fields = readonly_fields = (
        *("source", "identifier", "datestamp", "standing", "problem", "work", "what_changed"),
        *("first_told_at", "said"),
    )
    actions = ("take_over", "leave_ours", "take_as_new")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return works_for_staff(request)

    @admin.display(description=gettext_lazy("resource"))
    def work(self, record: SourceRecord) -> SafeString | str:
        """A draft is nobody's business yet; a returned one may have become hers again."""
        if record.resource is None:
            return _("erased here") if record.brought else "–"
        address = reverse("admin:resources_resource_change", args=[record.resource_id])
        status = record.resource.get_status_display()
        return format_html("<a href='{}'>{}</a> ({})", address, record.resource, status)

    @admin.display(description=gettext_lazy("what is other there"))
    def what_changed(self, record: SourceRecord) -> SafeString | str:
        rows = intake.differences(record) if record.standing == record.Standing.CHANGED else []
        if not rows:
            return "–"
        lines = format_html_join(
            "", "<tr><th scope='row'>{}</th><td dir='auto'>{}</td><td dir='auto'>{}</td></tr>", rows
        )
        return format_html(
            "<table><tr><td></td><th scope='col'>{}</th><th scope='col'>{}</th></tr>{}</table>",
            _("as it was"),
            _("as it is told there now"),
            lines,
        )

    @admin.display(description=gettext_lazy("in their words"))
    def said(self, record: SourceRecord) -> SafeString | str:
        lines = [
            (name, text)
            for name, values in (record.told.get("said") or {}).items()
            for text, _language in values
        ]
        return format_html_join("", "<p dir='auto'>{}: {}</p>", lines) or "–"

    @admin.action(description=gettext_lazy("Take over what changed there"), permissions=["decide"])
    def take_over(self, request: HttpRequest, queryset: QuerySet[SourceRecord]) -> None:
        self._do(request, queryset, intake.take_over, _("Taken over."))

    @admin.action(description=gettext_lazy("Leave ours as it is"), permissions=["decide"])
    def leave_ours(self, request: HttpRequest, queryset: QuerySet[SourceRecord]) -> None:
        self._do(request, queryset, intake.leave_ours, _("Left as it is."))

    @admin.action(
        description=gettext_lazy("It is not the work we have: put it into the queue"),
        permissions=["decide"],
    )
    def take_as_new(self, request: HttpRequest, queryset: QuerySet[SourceRecord]) -> None:
        self._do(request, queryset, intake.take_as_new, _("Put into the queue."))

    def _do(
        self,
        request: HttpRequest,
        chosen: QuerySet[SourceRecord],
        deed: Callable[..., bool],
        note: str,
    ) -> None:
        done = 0
        for record in chosen:
            if deed(record=record):
                self.log_change(request, record, note)
                done += 1
        if done:
            said = ngettext("Done for %(n)s record.", "Done for %(n)s records.", done)
            self.message_user(request, said % {"n": done}, messages.SUCCESS)
        if left := len(chosen) - done:
            said = ngettext(
                "%(n)s record does not stand where this can be done; it stays as it is.",
                "%(n)s records do not stand where this can be done; they stay as they are.",
                left,
            )
            self.message_user(request, said % {"n": left}, messages.WARNING)
