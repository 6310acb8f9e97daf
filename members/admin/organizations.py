"""Organizations and their mail domains."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members import organization_index
from members.domains import checked, shown
from members.models import Affiliation, Member, Organization, OrganizationDomain, RegistryList
from members.person_search import expire_people_of

from .merging import MergingAdmin
from .registry import TakenAlongAdmin

FOCAL_POINTS = Affiliation.objects.current().filter(
    organization=OuterRef("pk"), is_focal_point=True, member__status=Member.Status.ACTIVE
)


class DomainForm(forms.ModelForm):
    class Meta:
        model = OrganizationDomain
        fields = ("domain",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["domain"] = shown(self.instance.domain)

    def clean_domain(self) -> str:
        return checked(self.cleaned_data["domain"])


class DomainInline(admin.TabularInline):
    model = OrganizationDomain
    form = DomainForm
    extra = 1


class FocalPointFilter(admin.SimpleListFilter):
    title = _("focal point")
    parameter_name = "focal_point"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("some", _("has one")), ("none", _("has none"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Organization]
    ) -> QuerySet[Organization]:
        if self.value() in ("some", "none"):
            has = Exists(FOCAL_POINTS)
            return queryset.filter(has if self.value() == "some" else ~has)
        return queryset


@admin.register(Organization)
class OrganizationAdmin(MergingAdmin, TakenAlongAdmin):
    about = RegistryList.About.ORGANIZATIONS
    list_display = (
        *("name", "acronym", "kind", "status", "country", "region", "people", "focal_point"),
    )
    list_filter = ("status", FocalPointFilter, "kind", "region")
    list_select_related = ("region",)
    search_fields = ("name", "sort_name", "acronym", "sort_acronym", "domains__domain")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (DomainInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        works_here = Count("affiliations", filter=Q(affiliations__until__isnull=True))
        rows = super().get_queryset(request)
        return rows.annotate(people_count=works_here, has_focal_point=Exists(FOCAL_POINTS))

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, organization: Any) -> int:
        count: int = organization.people_count
        return count

    @admin.display(description=_("focal point"), boolean=True)
    def focal_point(self, organization: Any) -> bool:
        return bool(organization.has_focal_point)

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        """Whoever edits its page at the same time is told of it.

        Its people are found by what it is called; the worker writes them anew.
        """
        if change and form.changed_data:
            obj.edition += 1
        super().save_model(request, obj, form, change)
        organization_index.index([obj])
        if change and {"name", "acronym", "slug", "kind", "status"} & set(form.changed_data):
            expire_people_of(obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        organization_index.forget([obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        organization_index.forget(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
