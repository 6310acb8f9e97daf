"""What the administration shows of the figures: tables whose rows have a bar each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Member
from resources.facets import Names
from resources.models import Resource

from . import figures
from .forms import UsageForm, country_name


@dataclass(frozen=True)
class Row:
    """`share`: of the largest number of the table, in hundredths."""

    label: str
    text: str
    share: float
    url: str = ""


@dataclass(frozen=True)
class Table:
    """`name` stands in addresses."""

    name: str
    title: str
    first_column: str
    rows: list[Row]
    note: str = ""


def tables(form: UsageForm, names: Names, *, reader: Member | None) -> list[Table]:
    """What a valid form asks for."""
    measure, period = form.cleaned_data["measure"], form.period
    if country := form.cleaned_data["country"]:
        months = figures.months_of_country(measure, period, country)
        return [_months(months, of=country_name(country, names), note=_("Finished months only."))]
    if theme := form.cleaned_data["theme"]:
        months = figures.months_of_theme(measure, period, theme)
        return [_months(months, of=names.of("theme", theme), note=_of_themes())]
    return [
        _months(figures.by_month(measure, period), note=_of_all()),
        _countries(figures.by_country(measure, period), names),
        _themes(figures.by_theme(measure, period), names),
        _works(figures.most_used(measure, period), reader),
    ]


def _months(months: list[tuple[dt.date, int]], *, of: str = "", note: str = "") -> Table:
    title = _("By month: %(name)s") % {"name": of} if of else _("By month")
    rows = _rows((date_format(month, "F Y"), number, "") for month, number in months)
    return Table("months", title, _("Month"), rows, note=note)


def _countries(numbers: dict[str, int], names: Names) -> Table:
    rows = _rows((country_name(code, names), number, "") for code, number in numbers.items())
    title = _("By country of the member’s organization")
    return Table("countries", title, _("Country"), rows, note=_of_countries())


def _themes(numbers: dict[str, int], names: Names) -> Table:
    rows = _rows(
        (names.of("theme", slug), number, names.theme_url(slug)) for slug, number in numbers.items()
    )
    return Table("themes", _("By theme"), _("Theme"), rows, note=_of_themes())


def _works(numbers: dict[int, int], reader: Member | None) -> Table:
    works = Resource.objects.visible_to(reader).in_bulk(numbers)
    rows = _rows(
        (str(works[pk]), number, works[pk].get_absolute_url())
        for pk, number in numbers.items()
        if pk in works
    )
    return Table("works", _("Used most"), _("Work"), rows)


def _rows(lines: Iterable[tuple[str, int, str]]) -> list[Row]:
    found = list(lines)
    largest = max((number for _label, number, _url in found), default=0) or 1
    return [
        Row(label, figures.said(number), 100 * number / largest, url)
        for label, number, url in found
    ]


def _of_all() -> str:
    return _("The sum of what can be shown of each country; the true number differs a little.")


def _of_countries() -> str:
    return _(
        "Finished months only. A country with fewer than 5 in a month is counted among the others"
        " of that month."
    )


def _of_themes() -> str:
    return _(
        "Finished months only; months with fewer than 5 are left out. A work has several themes,"
        " and counts for the broader ones too."
    )
