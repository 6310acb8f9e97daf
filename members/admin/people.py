"""Members, as the secretariat sees them."""

import zoneinfo
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import Affiliation, Application, Member, Membership, RegistryList

from .registry import TakenAlongAdmin

# A newcomer's standing is decided with her application, which tells her; not here.
UNDECIDED = (Member.Status.APPLIED, Member.Status.DECLINED)


class MemberForm(forms.ModelForm):
    interface_language = forms.ChoiceField(
        label=Member._meta.get_field("interface_language").verbose_name,
        help_text=Member._meta.get_field("interface_language").help_text,
        choices=[("", _("the one her browser asks for")), *settings.LANGUAGES],
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=Member._meta.get_field("time_zone").verbose_name,
        choices=[(zone, zone) for zone in sorted(zoneinfo.available_timezones())],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields:
            self.fields["status"].choices = [
                choice for choice in Member.Status.choices if choice[0] not in UNDECIDED
            ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        suspended = cleaned.get("status") == Member.Status.SUSPENDED
        if suspended and not cleaned.get("status_reason", "").strip():
            self.add_error(
                "status_reason", _("Please write why: it is what a suspended person is told.")
            )
        return cleaned


class AddressInline(admin.TabularInline):
    """Whether an address is confirmed; staff may do it for somebody whom no letter reaches."""

    model = EmailAddress
    extra = 0
    fields = ("email", "verified", "primary")
    readonly_fields = ("email", "primary")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AffiliationInline(admin.TabularInline):
    model = Affiliation
    extra = 0
    autocomplete_fields = ("organization",)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("group", "status")
    autocomplete_fields = ("group",)


class ApplicationInline(admin.TabularInline):
    model = Application
    fk_name = "member"
    extra = 0
    fields = readonly_fields = ("organization", "decision", "created_at", "decided_at")
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Member)
class MemberAdmin(TakenAlongAdmin):
    """New people come in by registering or by a list, and leave by their own page: no adding here,
    and no deleting.
    """

    about = RegistryList.About.PEOPLE

    form = MemberForm
    list_display = ("name", "email", "status", "country", "is_staff", "created_at")
    list_filter = ("status", "is_staff", "interface_language", "memberships__group")
    search_fields = ("name", "sort_name", "email", "affiliations__organization__name")
    date_hierarchy = "created_at"
    ordering = ("sort_name", "pk")
    inlines = (AddressInline, AffiliationInline, MembershipInline, ApplicationInline)
    autocomplete_fields = ("themes", "offers", "asks")
    fieldsets = (
        (None, {"fields": ("name", "email", "handle", "status", "status_reason")}),
        (
            _("About her"),
            {
                "fields": (
                    "pronouns",
                    "job_title",
                    "country",
                    "languages",
                    "time_zone",
                    "interface_language",
                    "about",
                    "themes",
                    "offers",
                    "asks",
                )
            },
        ),
        (_("Office"), {"fields": ("is_staff", "is_superuser", "last_login", "created_at")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        """Her address is hers to change; who is staff is for those who look after the machine."""
        fixed = ["email", "last_login", "created_at"]
        if obj and obj.status in UNDECIDED:
            fixed.append("status")
        if not request.member.is_superuser:
            fixed += ["is_staff", "is_superuser"]
        return fixed

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No guessing at the password's hash through the list's address."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)
