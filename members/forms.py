"""What a newcomer fills in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from . import actions
from .models import CharterText, CharterVersion, Member, Organization
from .text import rendered


class RegistrationForm(SignupForm):
    """E-mail and password are allauth's; the rest is what a facilitator needs to know."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, help_text=_("As you write it yourself.")
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Your organization"),
        help_text=_("Choose it here, or write its name below."),
        required=False,
        empty_label=_("Not in this list"),
    )
    new_organization = forms.CharField(
        label=_("Its name, if it is not in the list"), max_length=200, required=False
    )
    country = forms.ChoiceField(label=_("The country you work in"))
    why = forms.CharField(
        label=_("Why would you like to join?"),
        help_text=_("Two or three sentences. The people who welcome newcomers read them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    charter = forms.BooleanField(
        label=_("I have read the charter and accept it."),
        error_messages={"required": _("Please read the charter and accept it to join.")},
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
        self.fields["organization"].queryset = Organization.objects.listed()
        self.fields["country"].choices = [("", _("Choose a country")), *countries]
        self.fields["email"].label = _("Your e-mail address")
        self.fields["password1"].label = _("A password")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four words that nobody would guess are a good one."
        )
        for name in ("email", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.charter_in_force = CharterVersion.objects.in_force()
        if self.charter_in_force is None:
            del self.fields["charter"]

    @cached_property
    def charter_text(self) -> CharterText | None:
        """In the reader's language, if it exists in it."""
        version = self.charter_in_force
        return version.text_for_reader() if version else None

    @property
    def charter_body(self) -> SafeString | str:
        return rendered(self.charter_text.body) if self.charter_text else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, proposed = cleaned.get("organization"), cleaned.get("new_organization", "").strip()
        if not chosen and not proposed and "new_organization" not in self.errors:
            self.add_error(
                "organization", _("Please choose your organization, or write its name below.")
            )
        return cleaned

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
        facts = self.cleaned_data
        organization = facts["organization"] or actions.propose_organization(
            name=facts["new_organization"].strip(), country=facts["country"]
        )
        actions.apply(
            member=member,
            organization=organization,
            why=facts["why"],
            charter=self.charter_in_force,
        )
        return member

    def fill(self, member: Member) -> None:
        """What she said of herself, onto the row that the adapter is about to write."""
        member.name = self.cleaned_data["name"].strip()
        member.country = self.cleaned_data["country"]
        member.interface_language = translation.get_language() or ""
        member.handle = actions.new_handle(member.name)
