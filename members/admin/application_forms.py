"""What is filled in where applications are decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.form_fields import WordsField
from members.models import Application, Organization
from members.organization_likeness import resembling

LONGEST_TEXT = 5000


class DeclineForm(forms.Form):
    reason = WordsField(
        label=_("Reason"),
        help_text=_("The applicant reads it in a letter and on her page."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Please write a reason: the applicant reads it.")},
    )


class AskForm(forms.Form):
    question = WordsField(
        label=_("Question"),
        help_text=_("She gets it in a letter, and answers on her page."),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Please write what you would like to know.")},
    )


class AllowAgainForm(forms.Form):
    why = WordsField(
        label=_("Why she may apply again earlier"),
        help_text=_("For the record, with your name. She gets a letter without it."),
        max_length=LONGEST_TEXT,
        rows=3,
        error_messages={"required": _("Please write why, for the record.")},
    )


class AdmitForm(forms.Form):
    """Where a proposed organization resembles listed ones: which of them it is, or none."""

    known = forms.ChoiceField(
        label=_("The organization that she names"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please say whether it is one of these.")},
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = application.organization
        is_proposed = named is not None and named.status == Organization.Status.PROPOSED
        self.alike = (
            {str(one.pk): one for one in resembling(named)} if named and is_proposed else {}
        )
        if not self.alike:
            del self.fields["known"]
            return
        choices: Any = self.fields["known"]
        choices.choices = [
            *(
                (pk, gettext("It is %(name)s, %(country)s") % self._told(one))
                for pk, one in self.alike.items()
            ),
            ("new", gettext("It is another one: list it as %(name)s") % {"name": named}),
        ]

    @staticmethod
    def _told(organization: Organization) -> dict[str, str]:
        return {"name": str(organization), "country": str(organization.country.name)}

    @property
    def organization(self) -> Organization | None:
        """The listed one that she meant; None for the one she named."""
        return self.alike.get(self.cleaned_data.get("known", ""))
