"""What an inviter fills in for many at once, and what an invited newcomer does."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import invitations, pasted_addresses
from .access import groups_to_invite_to, may_enter_admin, organizations_to_invite_for
from .form_fields import TidyCharField
from .models import Group, Invitation, Member, Organization
from .newcomer_forms import NewcomerForm

# Of a pasted list: some ten thousand addresses with names.
MOST_LETTERS = 500_000
TOO_LONG = _("This list is too long for one go. Please send it in two parts.")


class InvitationForm(forms.Form):
    addresses = TidyCharField(
        label=_("E-mail addresses"),
        help_text=_(
            "One or many, as you have them: one below the other, with commas between them, or a "
            "column of a spreadsheet. Names beside them do no harm."
        ),
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off", "dir": "ltr"}
        ),
        max_length=MOST_LETTERS,
        error_messages={
            "required": _("Please write at least one address."),
            "max_length": TOO_LONG,
        },
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Where they work"), required=False
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("A group that they join at the same time"),
        required=False,
        empty_label=_("No group"),
    )
    words = TidyCharField(
        label=_("A personal word"),
        help_text=_("It stands in the letter, below your name."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=_("The letter is in"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        # What was found in the box, once the form has been checked.
        self.reading = pasted_addresses.Reading()
        self.initial.setdefault("language", translation.get_language())
        organization = cast(forms.ModelChoiceField, self.fields["organization"])
        group = cast(forms.ModelChoiceField, self.fields["group"])
        organization.queryset = organizations_to_invite_for(by)
        organization.empty_label = _("They say so themselves")
        if not may_enter_admin(by):
            organization.required, organization.empty_label = True, None
        group.queryset = groups_to_invite_to(by)
        if not may_enter_admin(by):
            del self.fields["group"]

    def clean_addresses(self) -> list[str]:
        try:
            self.reading = pasted_addresses.read(self.cleaned_data["addresses"])
        except pasted_addresses.TooMany:
            raise forms.ValidationError(TOO_LONG) from None
        if not self.reading.addresses:
            raise forms.ValidationError(
                _("There is no address in this that we could write to. Please look at it again.")
            )
        return list(self.reading.addresses)

    def send(self) -> invitations.Sent:
        facts = self.cleaned_data
        return invitations.invite(
            by=self.by,
            addresses=facts["addresses"],
            organization=facts["organization"],
            group=facts.get("group"),
            words=facts["words"],
            language=facts["language"],
        )


class InvitedForm(NewcomerForm):
    """The address is the invitation's. The organization is asked for where it leaves it open."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        disabled=True,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=format_lazy(
            "{} {}",
            _(
                "At least 12 characters. Three or four words that nobody would guess are a good"
                " one."
            ),
            _("Or leave it empty: then a code comes by e-mail each time you log in."),
        ),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    field_order = (
        *("email", "name", "password", "organization", "new_organization", "country", "charter"),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["email"] = invitation.address
        if invitation.organization:
            self.initial["country"] = str(invitation.organization.country)
            del self.fields["organization"], self.fields["new_organization"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("password"):
            herself = Member(name=cleaned.get("name", ""), email=self.initial["email"])
            try:
                get_adapter().clean_password(cleaned["password"], user=herself)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

    @transaction.atomic
    def join(self, digest: str) -> Member:
        """Raises what `invitations.join` raises; then no organization was proposed either."""
        facts = self.cleaned_data
        return invitations.join(
            digest=digest,
            name=facts["name"],
            country=facts["country"],
            organization=self.named_organization(),
            password=facts["password"],
            charter=self.charter_in_force,
        )
