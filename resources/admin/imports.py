"""Bringing in many works at once: send, look, agree, and watch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.files import archives
from members.files.names import extension_of
from members.files.refusal import Refused
from members.files.sniff import sniff
from members.files.types import MEGABYTE, STAFF_LIMIT
from members.files.upload import LostUpload, check_kept
from members.lists.admin import SentListAdmin, SentListForm
from resources.importing import deeds
from resources.importing.columns import COLUMNS
from resources.models import Import

ENDINGS = ("csv", "xlsx", "zip")


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


class ImportForm(SentListForm):
    check = staticmethod(_check)
    file = forms.FileField(
        label=gettext_lazy("List, or ZIP with a list and its files"),
        help_text=gettext_lazy(
            "CSV or XLSX; its first row names the columns. A ZIP holds one such list and the files"
            " that its column “file” names. Nothing is written before you have looked at it."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.zip"}),
        error_messages={"empty": SentListForm.EMPTY},
    )

    class Meta:
        model = Import
        fields = ("file", "publish", "visibility")


@admin.register(Import)
class ImportAdmin(SentListAdmin):
    form = ImportForm
    fields = ("file", "publish", "visibility")
    list_display = (
        *("name", "begun_by", "begun_at", "status"),
        *("new_count", "changed_count", "unchanged_count", "wrong_count"),
    )
    what_to_do = {"agree": deeds.agree, "cancel": deeds.cancel, "read_again": deeds.read_again}
    rows_template = "admin/resources/import/rows.html"
    row_relations = ("resource",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return Import.objects.visible_to(request.member)

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
