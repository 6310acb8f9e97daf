"""Groups, and who belongs to them. Facilitators work on those that they look after."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from members import group_search, languages
from members.access import may_enter_admin
from members.admin_site import GroupsOfHersFilter, WithinHerGroups, works_for_staff
from members.models import Group, Membership, Term
from members.person_search import expire_people_of_group

from .found_people import OfAPerson


class GroupForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=languages.choices_in_groups,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=Group._meta.get_field("time_zone").verbose_name,
        help_text=Group._meta.get_field("time_zone").help_text,
        choices=[(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
        initial="UTC",
    )


class TermInline(admin.TabularInline):
    """To look at; terms are proposed and ended on pages of their own, which tell people."""

    model = Term
    extra = 0
    fields = readonly_fields = ("holder", "role", "starts_on", "ends_on")
    show_change_link = True
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_enter_admin(request.member)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).select_related("member", "group")

    @admin.display(description=gettext_lazy("member"))
    def holder(self, term: Term) -> str:
        return term.member.name


@admin.register(Group)
class GroupAdmin(WithinHerGroups):
    """What a group is and who sees it, staff say; how it works, its facilitators, too."""

    form = GroupForm
    path_to_group = "pk"
    list_display = ("name", "kind", "parent", "region", "seen_by", "joining", "people")
    list_filter = ("kind", "region", "seen_by", "joining")
    list_select_related = ("parent", "region")
    search_fields = ("name", "slug")
    ordering = ("name", "pk")
    inlines = (TermInline,)
    of_facilitators = ("purpose", "languages", "joining", "notice_days")
    told_facilitators = ("name", "kind", "seen_by", "content_visibility", "time_zone")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        active = Count("memberships", filter=Q(memberships__status=Membership.Status.ACTIVE))
        return super().get_queryset(request).annotate(people_count=active)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Where it stands under a facilitator's eyes at all: see `get_queryset`."""
        return may_enter_admin(request.member)

    # What it stands under may be hidden from her, and so is its name.

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        shown = self.list_display
        return shown if works_for_staff(request) else tuple(n for n in shown if n != "parent")

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        if works_for_staff(request):
            return super().get_fields(request, obj)
        return (*self.told_facilitators, *self.of_facilitators)

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return () if works_for_staff(request) else self.told_facilitators

    def get_prepopulated_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return {"slug": ("name",)} if works_for_staff(request) else {}

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """People are found by the groups that all members know; the worker writes it anew."""
        super().save_model(request, obj, form, change)
        group_search.index([obj])
        if change and {"slug", "parent", "seen_by"} & set(form.changed_data):
            expire_people_of_group(obj)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        group_search.forget([obj.pk])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        group_search.forget(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)

    @admin.display(description=gettext_lazy("members"), ordering="people_count")
    def people(self, group: Group) -> int:
        return group.people_count


@admin.register(Membership)
class MembershipAdmin(OfAPerson, WithinHerGroups):
    """Facilitators look at who belongs to their groups, and who asks to."""

    list_display = ("who", "of_group", "status", "created_at")
    list_filter = ("status", ("group", GroupsOfHersFilter))
    list_select_related = ("member", "group")
    search_fields = ("member__name", "member__sort_name", "group__name")
    staff_search_fields = ("member__email",)
    autocomplete_fields = ("member", "group")
    date_hierarchy = "created_at"
    told_facilitators = ("who", "of_group", "status", "message", "created_at")

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return (
            super().get_fields(request, obj) if works_for_staff(request) else self.told_facilitators
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return () if works_for_staff(request) else self.told_facilitators

    # Plain words instead of the foreign keys, whose links a facilitator could not follow.

    @admin.display(description=gettext_lazy("member"), ordering="member__sort_name")
    def who(self, membership: Membership) -> str:
        return membership.member.name

    @admin.display(description=gettext_lazy("group"), ordering="group__name")
    def of_group(self, membership: Membership) -> str:
        return membership.group.name
