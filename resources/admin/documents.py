"""The files of the library: how they are kept, and whether their text could be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from members.admin_site import ReadOnlyAdmin
from resources.models import Document

# As staff read them of every file that came from outside.
SCAN = ("scan", "scan_found", "scan_trouble", "scanned_at", "scan_due_at")


class LookOnly:
    """What is written elsewhere and only looked at here."""

    extra = 0
    can_delete = False
    # The administration has no detour to the pages of things (see PortalAdminSite.get_urls).
    view_on_site: Any = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DocumentInline(LookOnly, admin.TabularInline):
    model = Document
    fields = readonly_fields = (
        "link",
        "language",
        "size",
        "extraction",
        "keeping",
        "scan",
        "added_by",
    )
    verbose_name_plural = gettext_lazy("documents")

    @admin.display(description=gettext_lazy("file"))
    def link(self, document: Document) -> str:
        if document.is_held:
            return document.name
        return format_html("<a href='{}'>{}</a>", document.get_absolute_url(), document.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).select_related("added_by", "resource")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """What is damaged stands first."""

    list_display = ("name", "work", "bytes", "keeping", "checked_at", "extraction", "scan")
    list_filter = ("keeping", "extraction", "scan", "scan_trouble")
    list_select_related = ("resource",)
    search_fields = ("name",)
    ordering = ("keeping", "-pk")
    view_on_site = False
    fields = (
        *("name", "work", "language", "version", "media_type", "bytes", "page_count"),
        *("extraction", "keeping", "checked_at", "sha256", "path", "added_by", "added_at"),
        *SCAN,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """What the virus scan holds as well: staff see that it is there, and cannot open it."""
        visible = Document.objects.visible_to(request.member)
        return visible | Document.objects.held_for(request.member)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"no_scanner": not settings.CLAMD_URL} | (extra_context or {})
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("resource"), ordering="resource__sort_title")
    def work(self, document: Document) -> str:
        address = reverse("admin:resources_resource_change", args=[document.resource_id])
        title = Truncator(str(document.resource)).chars(70)
        return format_html("<a href='{}'>{}</a>", address, title)

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def bytes(self, document: Document) -> str:
        return filesizeformat(document.size)

    @admin.display(description=gettext_lazy("where it is kept"))
    def path(self, document: Document) -> str:
        """Where whoever brings it back from a backup has to look."""
        return document.file.name or ""
