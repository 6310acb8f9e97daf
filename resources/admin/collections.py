"""Collections and their resources."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from members.admin_site import PortalAdmin
from resources.models import Collection, CollectionItem, Resource


class ItemInline(admin.TabularInline):
    model = CollectionItem
    extra = 1
    raw_id_fields = ("resource",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionItem]:
        """Without the drafts of others, which staff do not see either."""
        seen = Resource.objects.visible_to(request.member)
        return super().get_queryset(request).filter(resource__in=seen)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "resource":
            kwargs["queryset"] = Resource.objects.visible_to(request.member)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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
