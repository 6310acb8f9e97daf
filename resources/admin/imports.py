"""Bringing in many works at once: send, look, agree, and watch."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.admin_site import PortalAdmin
from resources.actions import NotNow
from resources.files import archives
from resources.files.names import extension_of
from resources.files.refusal import Refused
from resources.files.sniff import sniff
from resources.files.types import MEGABYTE, STAFF_LIMIT
from resources.files.upload import LostUpload, check_kept
from resources.importing import deeds
from resources.importing.columns import COLUMNS
from resources.importing.export import problems_as_csv
from resources.models import Import, ImportRow

Outcome = ImportRow.Outcome
ROWS_A_PAGE = 100
BYTE_ORDER_MARK = "\ufeff"  # or spreadsheet programs take it for another encoding
DEEDS = {"agree": deeds.agree, "cancel": deeds.cancel, "read_again": deeds.read_again}
ENDINGS = ("csv", "xlsx", "zip")


class ImportForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("List, or ZIP with a list and its files"),
        help_text=gettext_lazy(
            "CSV or XLSX; its first row names the columns. A ZIP holds one such list and the files"
            " that its column “file” names. Nothing is written before you have looked at it."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.zip"}),
        error_messages={
            "empty": gettext_lazy(
                "This file is empty. Perhaps it was not saved, or not fully copied."
            )
        },
    )

    class Meta:
        model = Import
        fields = ("file", "publish", "visibility")

    def clean_file(self) -> UploadedFile:
        """What can be said at once; the rest is looked at by the worker."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            _check(upload)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from refusal
        return upload


def _check(upload: UploadedFile) -> None:
    check_kept(upload)
    ending = extension_of(upload.name or "")
    if isinstance(upload, LostUpload) or (upload.size or 0) > STAFF_LIMIT:
        said = _("This file is larger than %(limit)d MB. Please send it in parts.")
        raise Refused(said % {"limit": STAFF_LIMIT // MEGABYTE}, "too_big")
    if ending not in ENDINGS:
        raise Refused(_("Please send a list in CSV or XLSX, or a ZIP."), "extension")
    if ending == "zip":
        archives.open_checked(upload, most_unpacked=settings.IMPORT_UNPACKED_LIMIT)
        upload.seek(0)
    else:
        sniff(upload, f"list.{ending}", staff=True)


@admin.register(Import)
class ImportAdmin(PortalAdmin):
    form = ImportForm
    fields = ("file", "publish", "visibility")
    list_display = (
        *("name", "begun_by", "begun_at", "status"),
        *("new_count", "changed_count", "unchanged_count", "wrong_count"),
    )
    list_filter = ("status",)
    list_select_related = ("begun_by",)
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return Import.objects.visible_to(request.member)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """They go by themselves after a month."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", view(self.decide), name="resources_import_decide"),
            path("<int:pk>/errors/", view(self.errors), name="resources_import_errors"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {
            "title": _("Bring in many"),
            "columns": COLUMNS,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(request, form_url, (extra_context or {}) | shown)

    def save_model(self, request: HttpRequest, obj: Import, form: Any, change: bool) -> None:
        begun = deeds.begin(
            upload=form.cleaned_data["file"],
            by=request.member,
            publish=obj.publish,
            visibility=obj.visibility,
        )
        obj.pk, obj.name = begun.pk, begun.name

    def response_add(
        self, request: HttpRequest, obj: Import, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(obj.get_absolute_url())

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Where it stands, and what comes of each row; nothing here is typed over."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        one = self._get(request, object_id)
        outcome = request.GET.get("outcome", "")
        rows = one.rows.select_related("resource").order_by("pk")
        if outcome in Outcome.values:
            rows = rows.filter(outcome=outcome)
        context = {
            **self.admin_site.each_context(request),
            "title": one.name,
            "opts": self.opts,
            "one": one,
            "deeds": _deeds_of(one),
            "counts": _counts_of(one),
            "outcome": outcome,
            "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        }
        return TemplateResponse(request, "admin/resources/import/rows.html", context)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST `deed`."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST" or request.POST.get("deed") not in DEEDS:
            return HttpResponseNotAllowed(["POST"])
        one = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            DEEDS[request.POST["deed"]](one=one)
        except NotNow:
            said = _("Somebody was quicker: see below where it stands now.")
            self.message_user(request, said, messages.WARNING)
        return redirect(one.get_absolute_url())

    def errors(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """All errors as a list for a spreadsheet."""
        one = self._get(request, str(pk))
        header = [_("row"), _("title"), _("column"), _("error")]
        lines = problems_as_csv(one.rows.filter(outcome=Outcome.WRONG), header)
        response = StreamingHttpResponse(
            chain([BYTE_ORDER_MARK], lines), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="errors-{one.pk}.csv"'
        return response

    def _get(self, request: HttpRequest, object_id: str) -> Import:
        if not self.has_view_permission(request):
            raise PermissionDenied
        waiting = self.get_queryset(request).select_related("begun_by")
        return get_object_or_404(waiting, pk=object_id if object_id.isdigit() else 0)


def _deeds_of(one: Import) -> list[tuple[str, str]]:
    """What can be asked for now, in the order of the buttons."""
    found = [("agree", _("Bring them in"))] if one.has_work else []
    if one.status in deeds.READABLE_AGAIN and one.file:
        found.append(("read_again", _("Read it again")))
    if one.status in deeds.CANCELLABLE:
        found.append(("cancel", _("Cancel")))
    return found


def _counts_of(one: Import) -> list[tuple[str, str, int]]:
    """What was found, by outcome; errors first."""
    order = (Outcome.WRONG, Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)
    return [
        (outcome.value, str(outcome.label), getattr(one, f"{outcome.value}_count"))
        for outcome in order
    ]
