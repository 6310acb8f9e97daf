"""What is asked of the two who open a seal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from members.form_fields import WordsField


class AskForm(forms.Form):
    why = WordsField(
        label=_("Why does it have to be known who wrote this?"),
        help_text=_(
            "Whom does it protect, and what have you tried without the name? A second person "
            "reads this; if the seal is opened, the author does, with both of your names."
        ),
        error_messages={"required": _("Please write why: the author will read it.")},
    )


class AnswerForm(forms.Form):
    words = WordsField(
        label=_("Your reasons"),
        help_text=_(
            "They stay on record with your name. If you agree, the author reads them as well."
        ),
        error_messages={"required": _("Please write your reasons, whatever you decide.")},
    )
