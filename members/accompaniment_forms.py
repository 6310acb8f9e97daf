"""What one member writes to another when she asks for company, and when she answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .accompaniment import Opening
from .models import Accompaniment
from .tidy import tidy

LONGEST = 2000
Kind = Accompaniment.Kind


class WordsField(forms.CharField):
    """Some lines that another person reads, without characters that nobody sees."""

    def __init__(self, *, max_length: int = LONGEST, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 6, "dir": "auto"})
        super().__init__(max_length=max_length, widget=area, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""


class NewForm(forms.Form):
    """`about` is what and in which theme, such as `ask:care-work`."""

    about = forms.ChoiceField(label=_("In what?"))
    message = WordsField(
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
    words = WordsField(label=_("A word of farewell"), help_text=_("As you like."), required=False)
