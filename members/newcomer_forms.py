"""What everybody fills in who comes in, by registering or by an invitation."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from . import actions
from .form_fields import LineField
from .models import CharterText, CharterVersion, Organization
from .text import rendered


class NewcomerForm(forms.Form):
    """Who she is, where she works, and the charter that is in force, if one is."""

    name = LineField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As you write it yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Your organization"),
        help_text=_("Choose it here, or write its name below."),
        required=False,
        empty_label=_("Not in this list"),
    )
    new_organization = LineField(
        label=_("Its name, if it is not in the list"), max_length=200, required=False
    )
    country = forms.ChoiceField(label=_("The country you work in"))
    charter = forms.BooleanField(
        label=_("I have read the charter and accept it."),
        error_messages={"required": _("Please read the charter and accept it to join.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = cast(forms.ModelChoiceField, self.fields["organization"])
        organization.queryset = Organization.objects.listed()
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = [("", _("Choose a country")), *countries]
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
        super().clean()
        cleaned = self.cleaned_data
        asks = "organization" in self.fields and "new_organization" not in self.errors
        if asks and not cleaned.get("organization") and not cleaned.get("new_organization"):
            self.add_error(
                "organization", _("Please choose your organization, or write its name below.")
            )
        return cleaned

    def named_organization(self) -> Organization | None:
        """The one she chose, or proposes; None where she was not asked."""
        facts = self.cleaned_data
        if facts.get("organization") or not facts.get("new_organization"):
            return facts.get("organization")
        return actions.propose_organization(
            name=facts["new_organization"], country=facts["country"]
        )
