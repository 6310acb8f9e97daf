"""What the forms of the library ask with: fields of their own, and long lists of choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members.models import RegionCountry, Theme, fold, preferred_label
from members.models.vocabulary import language_in_use
from members.tidy import on_one_line, tidy

MOST_LINES = 500


class TidyCharField(forms.CharField):
    """Without characters that nobody sees and that turn the text around; lines end in \\n."""

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""


class LineField(TidyCharField):
    """Tidy, and all on one line."""

    def to_python(self, value: Any) -> str:
        return on_one_line(super().to_python(value))


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


def theme_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """All themes, the narrower ones under the name of their broader one."""
    language = language_in_use()
    themes = list(Theme.objects.labelled())
    names = {theme.pk: preferred_label(theme.labels.all(), language) for theme in themes}
    return [
        (
            names[top.pk],
            [
                (theme.pk, names[theme.pk])
                for theme in themes
                if theme.pk == top.pk or theme.parent_id == top.pk
            ],
        )
        for top in themes
        if top.parent_id is None
    ]


def country_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All countries, under the names of their regions."""
    names = dict(countries)
    by_region: dict[str, list[tuple[str, str]]] = {}
    for row in RegionCountry.objects.select_related("region").order_by("region__position"):
        code = str(row.country)
        by_region.setdefault(str(row.region), []).append((code, names.get(code, code)))
    return [
        (region, sorted(found, key=lambda one: fold(one[1]))) for region, found in by_region.items()
    ]
