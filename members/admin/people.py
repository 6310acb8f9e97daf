"""Members, as the secretariat sees them."""

import zoneinfo
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from members import portraits
from members.actions import PAGES_BESIDE_MEMBERS
from members.models import (
    Affiliation,
    Application,
    Member,
    Membership,
    ProfileField,
    RegistryList,
)
from members.person_search import index_people

from .registry import TakenAlongAdmin


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

    remove_picture = forms.BooleanField(
        label=_("Take her picture away"),
        required=False,
        help_text=_("Write to her why: she is not told by itself."),
    )

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle in PAGES_BESIDE_MEMBERS:
            raise forms.ValidationError(_("Another page has this address. Please choose another."))
        return handle


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
    fk_name = "member"
    extra = 0
    fields = ("organization", "role", "is_focal_point", "since", "until")
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
    and no deleting. Her standing is changed by deeds that tell her: her application, a suspension.
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
        (_("What others see"), {"fields": ("listed", "shows", "portrait", "remove_picture")}),
        (_("Office"), {"fields": ("is_staff", "is_superuser", "last_login", "created_at")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        """Her address is hers to change; who is staff is for those who look after the machine."""
        fixed = ["email", "status", "status_reason", "shows", "portrait"]
        fixed += ["last_login", "created_at"]
        if not request.member.is_superuser:
            fixed += ["is_staff", "is_superuser"]
        return fixed

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Others have no page."""
        is_met = isinstance(obj, Member) and obj.status == Member.Status.ACTIVE
        return super().get_view_on_site_url(obj) if is_met else None

    @admin.display(description=_("whom she shows what"))
    def shows(self, member: Member) -> str:
        """Hers to decide, so it is not changed here."""
        labels = dict(ProfileField.choices)
        kept = (
            (_("Her groups only: %(fields)s."), member.for_groups),
            (_("Nobody: %(fields)s."), member.for_nobody),
        )
        said = [
            words % {"fields": ", ".join(str(labels[one]) for one in fields)}
            for words, fields in kept
            if fields
        ]
        return " ".join(said) or str(_("Everything to all members."))

    @admin.display(description=_("picture"))
    def portrait(self, member: Member) -> str:
        """As far as she shows it: to look after it is no reason to look at it."""
        address = portraits.address(member)
        is_shown = ProfileField.PICTURE not in (*member.for_groups, *member.for_nobody)
        if not address or not is_shown or member.status != Member.Status.ACTIVE:
            return "–"
        return format_html('<img src="{}" width="160" height="160" alt="">', address)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With her affiliations and memberships, she is found by what is true now."""
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("remove_picture"):
            portraits.take_away(member=form.instance)
        index_people([form.instance.pk])

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No guessing at the password's hash through the list's address."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)
