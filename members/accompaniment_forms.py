"""What one member writes to another when she asks for company, and when she answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .accompaniment import Opening
from .form_fields import WordsField
from .models import Accompaniment

Kind = Accompaniment.Kind


class NewForm(forms.Form):
    """`about` is what and in which theme, such as `ask:care-work`."""

    about = forms.ChoiceField(label=_("In what?"))
    message = WordsField(
        rows=6,
        label=_("Your message"),
        help_text=_(
            "What you have in mind, what you can bring yourself, and how much time it may take."
        ),
        error_messages={"required": _("Please write some words: they are what she answers to.")},
    )
    shows_address = forms.BooleanField(
        label=_("If the answer is yes, show my e-mail address."),
        help_text=_("Otherwise write in your message how you can be reached."),
        required=False,
    )

    def __init__(self, *args: Any, openings: list[Opening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._openings = {f"{kind.value}:{theme.slug}": (kind, theme) for kind, theme in openings}
        said = {
            Kind.ASK: _("I look for company: %(theme)s"),
            Kind.OFFER: _("I offer company: %(theme)s"),
        }
        choices: list[Any] = [
            (value, said[kind] % {"theme": theme})
            for value, (kind, theme) in self._openings.items()
        ]
        if len(self._openings) > 1:
            choices.insert(0, ("", _("Please choose")))
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

    @property
    def opening(self) -> Opening:
        """Of a valid form."""
        return self._openings[self.cleaned_data["about"]]


class AnswerForm(forms.Form):
    words = WordsField(
        rows=6,
        label=_("Your words"),
        help_text=_(
            "As you like: what you look forward to, or that it does not suit you just now."
            " Nobody has to say why."
        ),
        required=False,
    )
    shows_address = forms.BooleanField(
        label=_("If I say yes, show my e-mail address."),
        help_text=_("Otherwise write in your words how you can be reached."),
        required=False,
    )


class EndForm(forms.Form):
    words = WordsField(
        rows=6, label=_("A word of farewell"), help_text=_("As you like."), required=False
    )
