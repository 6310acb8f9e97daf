"""What a focal point fills in about her organization and its people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from .application_forms import LONGEST_TEXT, TidyCharField
from .languages import CODES, language_name
from .models import Organization

SCHEMES = ("http", "https")


class OrganizationForm(forms.Form):
    """Its page, without what staff alone decide: its name, its mail domains, its standing.

    It carries what each field held when the page was opened: what she did not touch is not
    written, and where somebody else wrote meanwhile, the page can say so.
    """

    acronym = TidyCharField(
        label=_("Acronym"), max_length=30, required=False, show_hidden_initial=True
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Organization.Kind.choices, show_hidden_initial=True
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        show_hidden_initial=True,
        help_text=_("For example https://www.example.org."),
    )
    description = TidyCharField(
        label=_("What it does"),
        max_length=LONGEST_TEXT,
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For whom, where, and what others can learn from it. In any language."),
    )
    description_language = forms.ChoiceField(
        label=_("The language of this text"), show_hidden_initial=True
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    NAMES = ("acronym", "kind", "website", "description", "description_language")

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        kwargs["initial"] = {name: getattr(organization, name) for name in self.NAMES}
        kwargs["initial"]["edition"] = organization.edition
        super().__init__(*args, **kwargs)
        website = self.fields["website"]
        website.validators = [
            URLValidator(schemes=SCHEMES) if isinstance(one, URLValidator) else one
            for one in website.validators
        ]
        codes = dict.fromkeys((*CODES, organization.description_language))
        languages = [(code, language_name(code)) for code in codes]
        language: Any = self.fields["description_language"]
        language.choices = sorted(languages, key=lambda one: one[1])

    def touched(self) -> dict[str, Any]:
        """What she wrote anew."""
        return {name: self.cleaned_data[name] for name in self.NAMES if name in self.changed_data}

    def rebased(self, fresh: Organization) -> tuple[OrganizationForm, list[tuple[str, str]]]:
        """The same form upon what the page holds now, with what others changed meanwhile.

        Her own words stay in the fields that she touched; the others take what is there now.
        """
        data, changed = dict(self.data.items()), []
        told = _in_words(fresh)
        for name in self.NAMES:
            seen = self.data.get(self.add_initial_prefix(name), "")
            now = str(getattr(fresh, name))
            if _plain(seen) != _plain(now):
                changed.append((str(self.fields[name].label), told[name]))
                if name not in self.changed_data:
                    data[self.add_prefix(name)] = now
                data[self.add_initial_prefix(name)] = now
        data["edition"] = str(fresh.edition)
        return OrganizationForm(data, organization=fresh), changed


def _in_words(organization: Organization) -> dict[str, str]:
    """What each field holds, as a person says it."""
    return {name: str(getattr(organization, name)) for name in OrganizationForm.NAMES} | {
        "kind": str(organization.get_kind_display()),
        "description_language": language_name(organization.description_language),
    }


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class EndAffiliationForm(forms.Form):
    word = TidyCharField(
        label=_("A word to her"),
        help_text=_("She reads it in a letter. For example: we thank you for five good years."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write a word: she reads it.")},
    )
