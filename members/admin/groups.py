"""Groups, who belongs to them, and terms of office."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.admin_site import PortalAdmin
from members.models import Group, Membership, Term
from members.person_search import expire_people_of_group

from .found_people import OfAPerson


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

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """People are found by the groups that all members know; the worker writes it anew."""
        super().save_model(request, obj, form, change)
        if change and {"slug", "parent", "seen_by"} & set(form.changed_data):
            expire_people_of_group(obj)

    @admin.display(description=_("members"), ordering="people_count")
    def people(self, group: Group) -> int:
        return group.people_count


@admin.register(Membership)
class MembershipAdmin(OfAPerson, PortalAdmin):
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
