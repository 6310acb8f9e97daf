"""Groups, who belongs to them, and terms of office."""

import zoneinfo

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members import group_search
from members.admin_site import PortalAdmin
from members.models import Group, Membership, Term


class GroupForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=Group._meta.get_field("time_zone").verbose_name,
        help_text=Group._meta.get_field("time_zone").help_text,
        choices=[(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
        initial="UTC",
    )


class TermInline(admin.TabularInline):
    model = Term
    extra = 0
    autocomplete_fields = ("member",)


@admin.register(Group)
class GroupAdmin(PortalAdmin):
    form = GroupForm
    list_display = ("name", "kind", "parent", "region", "seen_by", "joining", "people")
    list_filter = ("kind", "region", "seen_by", "joining")
    list_select_related = ("parent", "region")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (TermInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        active = Count("memberships", filter=Q(memberships__status=Membership.Status.ACTIVE))
        return super().get_queryset(request).annotate(people_count=active)

    def save_model(
        self, request: HttpRequest, obj: Group, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        group_search.index([obj])

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        group_search.forget([obj.pk])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        group_search.forget(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)

    @admin.display(description=_("members"), ordering="people_count")
    def people(self, group: Group) -> int:
        return group.people_count


@admin.register(Membership)
class MembershipAdmin(PortalAdmin):
    list_display = ("member", "group", "status", "created_at")
    list_filter = ("status", "group")
    list_select_related = ("member", "group")
    search_fields = ("member__name", "member__sort_name", "member__email", "group__name")
    autocomplete_fields = ("member", "group")
    date_hierarchy = "created_at"


@admin.register(Term)
class TermAdmin(PortalAdmin):
    list_display = ("member", "group", "role", "starts_on", "ends_on")
    list_filter = ("role", "group")
    list_select_related = ("member", "group")
    search_fields = ("member__name", "member__sort_name", "group__name")
    autocomplete_fields = ("member", "group")
    date_hierarchy = "starts_on"
