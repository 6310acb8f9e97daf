"""A field of the library's forms: a list, written a line each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.form_fields import TidyCharField

MOST_LINES = 500


class LinesField(TidyCharField):
    """One entry a line, empty lines left out: a list of texts."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        if any(len(line) > 300 for line in value):
            raise forms.ValidationError(_("One of the lines is longer than 300 letters."))
        if len(value) > MOST_LINES:
            raise forms.ValidationError(_("That is too long a list: the first names are enough."))

    def run_validators(self, value: Any) -> None:
        """The length of a line is checked above."""
