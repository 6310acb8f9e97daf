"""What forms of all rooms ask with: fields of the house, and long lists of choices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .models import RegionCountry, Theme, fold, preferred_label
from .models.vocabulary import language_in_use
from .tidy import on_one_line, tidy

LONGEST_WORDS = 2000
TOO_LONG: dict[str, Any] = {
    "max_length": _("At most %(limit_value)d letters, please: these are %(show_value)d.")
}


class TidyCharField(forms.CharField):
    """Without characters that nobody sees and that turn the text around; lines end in \\n."""

    def to_python(self, value: Any) -> str:
        return super().to_python(tidy(str(value or ""))) or ""


class LineField(TidyCharField):
    """Tidy, and all on one line."""

    def to_python(self, value: Any) -> str:
        return on_one_line(super().to_python(value))


class WordsField(TidyCharField):
    """Some lines that another person reads."""

    widget = forms.Textarea
    default_error_messages = TOO_LONG

    def __init__(self, *, rows: int = 4, max_length: int = LONGEST_WORDS, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs |= {"rows": rows, "dir": "auto"}


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
