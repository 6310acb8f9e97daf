"""Organizations and their mail domains."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Organization, OrganizationDomain, RegistryList

from .merging import MergingAdmin
from .registry import TakenAlongAdmin


class DomainInline(admin.TabularInline):
    model = OrganizationDomain
    extra = 1


@admin.register(Organization)
class OrganizationAdmin(MergingAdmin, TakenAlongAdmin):
    about = RegistryList.About.ORGANIZATIONS
    list_display = ("name", "acronym", "kind", "status", "country", "region", "people")
    list_filter = ("status", "kind", "region")
    list_select_related = ("region",)
    search_fields = ("name", "sort_name", "acronym", "domains__domain")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (DomainInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        works_here = Count("affiliations", filter=Q(affiliations__until__isnull=True))
        return super().get_queryset(request).annotate(people_count=works_here)

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, organization: Organization) -> int:
        return organization.people_count
