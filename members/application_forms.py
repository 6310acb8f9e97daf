"""What somebody fills in who waits, who asks once more, or who goes to another organization."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from . import actions
from .models import CharterText, CharterVersion, Member, Organization
from .text import rendered

_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
LONGEST_TEXT = 5000


class TidyCharField(forms.CharField):
    """Without characters that nobody sees and that turn the text around; lines end in \\n."""

    def to_python(self, value: Any) -> str:
        bare = _INVISIBLE.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(bare) or ""


class LongSelect(forms.Select):
    """A list of thousands: the usual one draws each line by a template, half a second in all."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            options,
        )


class AnswerForm(forms.Form):
    answer = TidyCharField(
        label=_("Your answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write an answer.")},
    )
    question = forms.IntegerField(widget=forms.HiddenInput)


class OrganizationChoiceForm(forms.Form):
    """A known organization, or the name and country of one that is not in the list."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Your organization"),
        help_text=_("Choose it here, or write its name below."),
        required=False,
        empty_label=_("Not in this list"),
        widget=LongSelect,
    )
    new_organization = TidyCharField(
        label=_("Its name, if it is not in the list"), max_length=200, required=False
    )
    country = forms.ChoiceField(label=_("The country it works in"), required=False)
    why = TidyCharField(
        label=_("Why would you like to join?"),
        help_text=_("Two or three sentences. The people who welcome newcomers read them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["organization"].queryset = Organization.objects.listed().only("name", "acronym")  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        self.fields["country"].help_text = _("Needed only for one that is not in the list.")
        self.initial.setdefault("country", str(member.country))

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        proposed = " ".join(cleaned.get("new_organization", "").split())
        if not cleaned.get("organization") and "organization" not in self.errors:
            if not proposed and "new_organization" not in self.errors:
                self.add_error(
                    "organization",
                    _("Please choose your organization, or write its name below."),
                )
            elif proposed and not cleaned.get("country") and "country" not in self.errors:
                self.add_error("country", _("Please choose the country it works in."))
        return cleaned

    def chosen(self) -> Organization:
        """What she chose; proposed now, if nobody has before."""
        known: Organization | None = self.cleaned_data["organization"]
        name = " ".join(self.cleaned_data["new_organization"].split())
        return known or actions.propose_organization(
            name=name, country=self.cleaned_data["country"]
        )


class WhereNowForm(OrganizationChoiceForm):
    """Of somebody whose affiliation has ended, while her membership is looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].label = _("Where you work now")
        self.fields["why"].label = _("Why would you like to stay?")


class ChangeOrganizationForm(OrganizationChoiceForm):
    """Of a member. `told` says that she has read what follows from it."""

    told = forms.BooleanField(
        label=_("I have read what follows from this."),
        error_messages={"required": _("Please read what follows from this, and say so.")},
    )

    def __init__(self, *args: Any, is_leaving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = _("A word for the people who look at it")
        self.fields["why"].help_text = _("For example what you do there, and since when.")
        if not is_leaving:
            del self.fields["told"]


class ApplyAgainForm(OrganizationChoiceForm):
    charter = forms.BooleanField(
        label=_("I have read the charter and accept it."),
        error_messages={"required": _("Please read the charter and accept it to join.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter_in_force = CharterVersion.objects.in_force()
        accepted = self.member.acceptances.filter(version=self.charter_in_force)
        if self.charter_in_force is None or accepted.exists():
            self.charter_in_force = None
            del self.fields["charter"]

    @cached_property
    def charter_text(self) -> CharterText | None:
        return self.charter_in_force.text_for_reader() if self.charter_in_force else None

    @property
    def charter_body(self) -> SafeString | str:
        return rendered(self.charter_text.body) if self.charter_text else ""
