"""What is asked when somebody joins a group, is invited to one, or has to leave it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from .form_fields import WordsField
from .models import Member
from .models.people import MemberQuerySet


class AskForm(forms.Form):
    message = WordsField(
        label=_("Why would you like to join?"),
        help_text=_("Two or three sentences. Those who look after the group read them."),
        error_messages={"required": _("Please write a sentence or two.")},
    )


class ReasonForm(forms.Form):
    reason = WordsField(
        label=_("Reason"),
        help_text=_("She reads it in a letter."),
        error_messages={"required": _("Please write a reason: she reads it.")},
    )


class InvitationForm(forms.Form):
    """Whom to invite, of those who were found; and a word to them."""

    people = forms.ModelMultipleChoiceField(
        Member.objects.none(),
        to_field_name="handle",
        label=_("Whom would you like to invite?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one person."),
            "invalid_choice": _("One of them cannot be invited any more. Please look again."),
        },
    )
    words = WordsField(
        label=_("A word to them"),
        help_text=_("It stands in the letter."),
        required=False,
    )

    def __init__(self, *args: Any, people: MemberQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["people"]).queryset = people
