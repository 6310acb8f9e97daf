"""Bringing in people and organizations from lists, and taking them along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.admin_site import PortalAdmin, ReadOnlyAdmin, works_for_staff
from members.files import archives
from members.files.archives import MEGABYTE
from members.files.names import extension_of
from members.files.refusal import Refused
from members.lists.admin import SentListAdmin, SentListForm
from members.lists.cells import ENDINGS, sent
from members.models import RegistryExport, RegistryList
from members.registry import columns, deeds, exporting

LIMIT = 20 * MEGABYTE
About = RegistryList.About
TABLES: dict[str, Any] = {
    About.PEOPLE: exporting.people,
    About.ORGANIZATIONS: exporting.organizations,
}


def _check(upload: UploadedFile) -> None:
    if (upload.size or 0) > LIMIT:
        said = _("This file is larger than %(limit)d MB. Please send it in parts.")
        raise Refused(said % {"limit": LIMIT // MEGABYTE}, "too_big")
    ending = extension_of(upload.name or "")
    if ending not in ENDINGS:
        raise Refused(_("Please send a list in CSV or XLSX."), "extension")
    if ending == "xlsx":
        with archives.open_checked(upload) as archive:
            for entry in archive.namelist():
                if entry.lower().endswith((".xml", ".rels")):
                    archives.check_prolog(archive, entry, doctype=False)
        upload.seek(0)


class RegistryListForm(SentListForm):
    check = staticmethod(_check)
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "CSV or XLSX; its first row names the columns. Nothing is written before you have"
            " looked at it."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": SentListForm.EMPTY},
    )

    class Meta:
        model = RegistryList
        fields = ("about", "file", "write_letters")


@admin.register(RegistryList)
class RegistryListAdmin(SentListAdmin):
    form = RegistryListForm
    fields = ("about", "file", "write_letters")
    list_display = (
        *("name", "about", "begun_by", "begun_at", "status"),
        *("new_count", "changed_count", "unchanged_count", "wrong_count"),
    )
    list_filter = ("about", "status")
    what_to_do = {"agree": deeds.agree, "cancel": deeds.cancel, "read_again": deeds.read_again}
    rows_template = "admin/members/registrylist/rows.html"
    row_relations = ("member", "organization")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegistryList]:
        return RegistryList.objects.visible_to(request.member)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "members_registrylist_template"
        empty = path("template/<str:about>.<str:ending>", view(self.template), name=name)
        return [empty, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        labels = [(one, columns.labels_of(one.value)) for one in About]
        shown = {
            "title": _("Bring in many"),
            "columns_of": [(one, list(named.items())) for one, named in labels],
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().add_view(request, form_url, (extra_context or {}) | shown)

    def save_model(self, request: HttpRequest, obj: RegistryList, form: Any, change: bool) -> None:
        begun = deeds.begin(
            upload=form.cleaned_data["file"],
            about=obj.about,
            by=request.member,
            write_letters=obj.write_letters,
        )
        obj.pk, obj.name = begun.pk, begun.name

    def template(self, request: HttpRequest, about: str, ending: str) -> HttpResponseBase:
        """An empty list whose columns are called as the reader calls them."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if about not in About.values or ending not in ENDINGS:
            raise Http404
        header = [str(label) for label in columns.labels_of(about).values()]
        return sent([header], name=about, ending=ending)


@admin.register(RegistryExport)
class RegistryExportAdmin(ReadOnlyAdmin):
    list_display = ("about", "row_count", "ending", "by", "at", "filters")
    list_filter = ("about",)
    list_select_related = ("by",)
    date_hierarchy = "at"
    fields = list_display


class TakenAlongAdmin(PortalAdmin):
    """For the lists of people and of organizations: the list, as it is filtered, as a file."""

    about: str
    change_list_template = "admin/members/taken_along_list.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = f"members_{self.opts.model_name}_export"
        return [path("export/<str:form>/", view(self.export), name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        addresses = {
            "export_address": f"admin:members_{self.opts.model_name}_export",
            "registry_about": self.about,
        }
        return super().changelist_view(request, (extra_context or {}) | addresses)

    def export(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Who took how many along, and by which filters, is on record before anything leaves."""
        if not works_for_staff(request):
            raise PermissionDenied
        if form not in ENDINGS:
            raise Http404
        rows = self.get_changelist_instance(request).get_queryset(request)
        chosen = self.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        with transaction.atomic():
            RegistryExport.objects.create(
                about=self.about,
                ending=form,
                filters=request.GET.urlencode(),
                row_count=chosen.count(),
                by=request.member,
            )
        table = TABLES[self.about](chosen.order_by("pk"))
        return sent(table, name=self.about, ending=form)
