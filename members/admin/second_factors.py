"""For those who have lost phone, key and codes: staff take their second factors away."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from members.access import can_reset_second_factor
from members.actions import reset_second_factor
from members.admin_site import PortalAdmin
from members.models import Member, SecondFactorReset


class ResetForm(forms.ModelForm):
    asked_by: Member | None = None

    def clean_member(self) -> Member:
        member: Member = self.cleaned_data["member"]
        if not can_reset_second_factor(self.asked_by, member):
            raise forms.ValidationError(
                _("Nobody does this for herself, and for a superuser only another superuser does.")
            )
        return member


@admin.register(SecondFactorReset)
class SecondFactorResetAdmin(PortalAdmin):
    """To add one is to do it. What was done stays as it is."""

    form = ResetForm
    fields = ("member", "reason")
    list_display = ("member", "by", "reset_at")
    list_select_related = ("member", "by")
    search_fields = ("member__name", "member__sort_name", "member__email", "reason")
    autocomplete_fields = ("member",)
    date_hierarchy = "reset_at"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return ["member", "reason", "by", "reset_at"] if obj else ["member", "reason"]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.asked_by = request.member
        return form

    def save_model(
        self, request: HttpRequest, obj: SecondFactorReset, form: forms.ModelForm, change: bool
    ) -> None:
        done = reset_second_factor(member=obj.member, by=request.member, reason=obj.reason)
        obj.pk, obj.by, obj.reset_at = done.pk, done.by, done.reset_at
