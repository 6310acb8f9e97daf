"""New files of published works, as staff look at them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import languages
from members.admin_site import PortalAdmin
from resources import version_actions
from resources.actions import AlreadyInLibrary, NotNow
from resources.models import WaitingDocument

from .documents import SCAN
from .resources import ReasonForm


@admin.register(WaitingDocument)
class WaitingDocumentAdmin(PortalAdmin):
    list_display = ("name", "work", "spoken", "replaces", "sender", "sent_at", "scan")
    list_filter = ("scan", "scan_trouble")
    list_select_related = ("resource", "replaces", "sent_by")
    search_fields = ("name", "resource__sort_title")
    fields = readonly_fields = (
        *("download", "work", "replaces", "spoken", "bytes", "note", "sender", "sent_at"),
        *SCAN,
    )
    actions = ("take_in_chosen", "decline_chosen")
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[WaitingDocument]:
        return WaitingDocument.objects.visible_to(request.member)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """It is declined, with a reason."""
        return False

    @admin.display(description=gettext_lazy("file"))
    def download(self, waiting: WaitingDocument) -> str:
        if waiting.is_held:
            return waiting.name
        return format_html('<a href="{}">{}</a>', waiting.get_absolute_url(), waiting.name)

    @admin.display(description=gettext_lazy("resource"), ordering="resource__sort_title")
    def work(self, waiting: WaitingDocument) -> str:
        work = waiting.resource
        return format_html('<a href="{}">{}</a>', work.get_absolute_url(), work)

    @admin.display(description=gettext_lazy("language"), ordering="language")
    def spoken(self, waiting: WaitingDocument) -> str:
        return languages.language_name(waiting.language)

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def bytes(self, waiting: WaitingDocument) -> str:
        return filesizeformat(waiting.size)

    @admin.display(description=gettext_lazy("sent by"), ordering="sent_by__sort_name")
    def sender(self, waiting: WaitingDocument) -> str:
        return str(waiting.sent_by)

    @admin.action(description=gettext_lazy("Take in the chosen files"), permissions=["change"])
    def take_in_chosen(self, request: HttpRequest, queryset: QuerySet[WaitingDocument]) -> None:
        for waiting in queryset:
            try:
                version_actions.take_in(waiting=waiting, by=request.member)
            except (NotNow, AlreadyInLibrary):
                self._cannot(request, waiting)
            else:
                said = _("Readers find “%(name)s” now.") % {"name": waiting.name}
                self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Decline the chosen files …"), permissions=["change"])
    def decline_chosen(
        self, request: HttpRequest, queryset: QuerySet[WaitingDocument]
    ) -> HttpResponse | None:
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, queryset, form)
        declined = 0
        for waiting in queryset:
            try:
                version_actions.decline_version(
                    waiting=waiting, by=request.member, reason=form.cleaned_data["reason"]
                )
                declined += 1
            except NotNow:
                self._cannot(request, waiting)
        if declined:
            said = ngettext("%(n)s file declined.", "%(n)s files declined.", declined)
            self.message_user(request, said % {"n": declined}, messages.SUCCESS)
        return None

    def _cannot(self, request: HttpRequest, waiting: WaitingDocument) -> None:
        said = _("“%(title)s” is not where this can be done; nothing was changed.")
        if waiting.is_held:
            said = _("“%(title)s” cannot be taken in before a virus scan has found it clean.")
        self.message_user(request, said % {"title": waiting.name}, messages.WARNING)

    def _ask(
        self, request: HttpRequest, chosen: QuerySet[WaitingDocument], form: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decline"),
            "opts": self.opts,
            "chosen": chosen,
            "form": form,
            "action": "decline_chosen",
        }
        return TemplateResponse(request, "admin/resources/resource/reason.html", context)
