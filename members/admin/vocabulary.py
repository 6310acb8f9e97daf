"""Regions with their countries, and the thesaurus."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.admin_site import PortalAdmin
from members.models import Region, RegionCountry, Theme, ThemeLabel
from members.search.index import expire
from members.search.labels import reindex_labels


class CountryInline(admin.TabularInline):
    model = RegionCountry
    extra = 1


@admin.register(Region)
class RegionAdmin(PortalAdmin):
    list_display = ("__str__", "code", "position", "number_of_countries")
    inlines = (CountryInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The worker writes the index anew: works lie in the regions of their countries."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            expire()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return super().get_queryset(request).annotate(country_count=Count("countries"))

    @admin.display(description=_("countries"), ordering="country_count")
    def number_of_countries(self, region: Region) -> int:
        return region.country_count


class LabelInline(admin.TabularInline):
    model = ThemeLabel
    extra = 1


@admin.register(Theme)
class ThemeAdmin(PortalAdmin):
    list_display = ("__str__", "parent", "slug", "position")
    list_filter = (("parent", admin.EmptyFieldListFilter),)
    search_fields = ("slug", "labels__text")
    inlines = (LabelInline,)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Theme | None = None
    ) -> tuple[str, ...]:
        """Its slug stands in addresses that people have sent each other, and in the index."""
        return ("slug",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A theme is found by its new names at once, and no longer by the old ones."""
        super().save_related(request, form, formsets, change)
        reindex_labels()
        if change and "parent" in form.changed_data:
            expire()

    def delete_model(self, request: HttpRequest, obj: Theme) -> None:
        super().delete_model(request, obj)
        reindex_labels()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Theme]) -> None:
        super().delete_queryset(request, queryset)
        reindex_labels()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Theme]:
        themes = super().get_queryset(request)
        return themes.select_related("parent").prefetch_related("labels", "parent__labels")
