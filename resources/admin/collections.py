"""Collections and their resources."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from members.admin_site import PortalAdmin
from resources.models import Collection, CollectionItem


class ItemInline(admin.TabularInline):
    model = CollectionItem
    extra = 1
    raw_id_fields = ("resource",)


@admin.register(Collection)
class CollectionAdmin(PortalAdmin):
    list_display = ("title", "visibility", "curator", "created_at")
    list_filter = ("visibility",)
    list_select_related = ("curator",)
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    exclude = ("curator",)
    inlines = (ItemInline,)

    def save_model(self, request: HttpRequest, obj: Collection, form: Any, change: bool) -> None:
        if not change:
            obj.curator = request.member
        super().save_model(request, obj, form, change)
