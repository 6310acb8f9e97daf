"""What a newcomer fills in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import actions
from .models import Member
from .newcomer_forms import NewcomerForm


class RegistrationForm(NewcomerForm, SignupForm):
    """E-mail and password are allauth's; the rest is what a facilitator needs to know."""

    why = forms.CharField(
        label=_("Why would you like to join?"),
        help_text=_("Two or three sentences. The people who welcome newcomers read them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = (
        "name",
        "email",
        "password1",
        "organization",
        "new_organization",
        "country",
        "why",
        "charter",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["password1"].label = _("A password")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that nobody would guess are a good one."
        )
        for name in ("email", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        """As allauth's; the same form sent twice at once ends like an address already known."""
        try:
            return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> Member:
        """The new member, with her application. One transaction: nobody arrives half."""
        member: Member = super().save(request)
        actions.apply(
            member=member,
            organization=self.named_organization(),
            why=self.cleaned_data["why"],
            charter=self.charter_in_force,
        )
        return member

    def fill(self, member: Member) -> None:
        """What she said of herself, onto the row that the adapter is about to write."""
        member.name = self.cleaned_data["name"]
        member.country = self.cleaned_data["country"]
        member.interface_language = translation.get_language() or ""
        member.handle = actions.new_handle(member.name)
