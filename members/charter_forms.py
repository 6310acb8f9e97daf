"""The word that a member gives."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptanceForm(forms.Form):
    """`version` and `language` say what stood on the page when she accepted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.CharField(max_length=8, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("I have read the charter and accept it."),
        error_messages={"required": _("Please tick this when you have read it.")},
    )
