"""What staff ask of the figures: which months, which measure, of what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from resources.facets import Names
from resources.models import MonthlyUse

from . import figures

NOT_BOTH = _("Please choose a country or a theme: both together make numbers that point at people.")
EARLIEST, LATEST = 2000, 2100
LONGEST = 120  # months
USUAL = 12


class MonthField(forms.DateField):
    """A month as 2026-05, which is its first day."""

    widget = forms.DateInput(
        format="%Y-%m",
        attrs={"type": "month", "placeholder": "2026-05", "pattern": "[0-9]{4}-[0-9]{2}"},
    )

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Please write a month as year and month, like 2026-05.")
        super().__init__(
            input_formats=["%Y-%m"], required=False, error_messages={"invalid": wrong}, **kwargs
        )

    def to_python(self, value: Any) -> dt.date | None:
        month = super().to_python(value)
        if month and not EARLIEST <= month.year <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return month


class UsageForm(forms.Form):
    """Always sent: without anything chosen it asks for the last twelve months.

    By country or by theme, never both: crossed figures would be small ones.
    """

    since = MonthField(label=_("From"))
    until = MonthField(label=_("To"))
    measure = forms.ChoiceField(
        label=_("Measure"), choices=list(figures.MEASURES.items()), required=False
    )
    country = forms.ChoiceField(label=_("Country of the organization"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, asked: Any, *, names: Names) -> None:
        usual = {
            "since": f"{_months_ago(USUAL - 1):%Y-%m}",
            "until": f"{figures.this_month():%Y-%m}",
            "measure": next(iter(figures.MEASURES)),
        }
        given = {name: asked.get(name, "") for name in self.base_fields}
        super().__init__({**given, **{k: v for k, v in usual.items() if not given[k]}})
        self.fields["country"].choices = [("", _("all")), *_countries(names)]
        themes = sorted((name, slug) for slug, (name, _parent) in names.themes.items())
        self.fields["theme"].choices = [("", _("all")), *((slug, name) for name, slug in themes)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("It ends before it begins."))
        elif since and until and len(figures.Period(since, until).months) > LONGEST:
            self.add_error("since", _("Please choose at most ten years."))
        if cleaned.get("country") and cleaned.get("theme"):
            self.add_error("theme", NOT_BOTH)
        return cleaned

    @property
    def measure_label(self) -> str:
        return str(figures.MEASURES[self.cleaned_data["measure"]])

    @property
    def period(self) -> figures.Period:
        return figures.Period(self.cleaned_data["since"], self.cleaned_data["until"])


def _months_ago(number: int) -> dt.date:
    month = figures.this_month()
    for _n in range(number):
        month = figures.month_before(month)
    return month


def _countries(names: Names) -> list[tuple[str, str]]:
    """Those of our organizations: to list those with figures would tell of the smallest ones."""
    listed = Organization.objects.listed().order_by().values_list("country", flat=True).distinct()
    codes = {*listed, MonthlyUse.VISITORS, MonthlyUse.WITHOUT_ORGANIZATION}
    return sorted(((code, country_name(code, names)) for code in codes), key=lambda one: one[1])


def country_name(code: str, names: Names) -> str:
    if code == figures.OTHERS:
        return str(_("Other countries"))
    if code == MonthlyUse.VISITORS:
        return str(_("Visitors"))
    if code == MonthlyUse.WITHOUT_ORGANIZATION:
        return str(_("Members without an organization"))
    return names.of("country", code)
