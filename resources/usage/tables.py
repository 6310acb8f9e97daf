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
from .publishing import Figure


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
        return [_months(months, of=country_name(country, names), note=_few())]
    if theme := form.cleaned_data["theme"]:
        months = figures.months_of_theme(measure, period, theme)
        return [_months(months, of=names.of("theme", theme), note=_about())]
    return [
        _months(figures.by_month(measure, period)),
        Table(
            "countries",
            _("By country of the member’s organization"),
            _("Country"),
            _rows(
                (country_name(code, names), figure, "")
                for code, figure in figures.by_country(measure, period).items()
            ),
            note=_few(),
        ),
        Table(
            "themes",
            _("By theme"),
            _("Theme"),
            _rows(
                (names.of("theme", slug), figure, names.theme_url(slug))
                for slug, figure in figures.by_theme(measure, period).items()
            ),
            note=_about(),
        ),
        _works(figures.most_used(measure, period), reader),
    ]


def _months(months: list[tuple[dt.date, Figure]], *, of: str = "", note: str = "") -> Table:
    title = _("By month: %(name)s") % {"name": of} if of else _("By month")
    rows = _rows(
        ((date_format(month, "F Y"), figure, "") for month, figure in months),
        nothing="" if of else figures.fewer(),
    )
    return Table("months", title, _("Month"), rows, note=note)


def _works(used: dict[int, Figure], reader: Member | None) -> Table:
    works = Resource.objects.visible_to(reader).in_bulk(used)
    rows = _rows(
        (str(works[pk]), figure, works[pk].get_absolute_url())
        for pk, figure in used.items()
        if pk in works
    )
    return Table("works", _("Used most"), _("Work"), rows)


def _rows(figures_of: Iterable[tuple[str, Figure, str]], *, nothing: str = "") -> list[Row]:
    found = list(figures_of)
    largest = max((figure.shown for _label, figure, _url in found), default=0) or 1
    return [
        Row(label, figures.said(figure, nothing=nothing), 100 * figure.shown / largest, url)
        for label, figure, url in found
    ]


def _few() -> str:
    return _(
        "Finished months only. “Few” is fewer than 5 in each month, or hidden so that nobody can"
        " work out a number that is fewer than 5."
    )


def _about() -> str:
    return _(
        "Finished months only, each to the nearest five; “few” is fewer than 5 in each month."
        " A work has several themes, and counts for the broader ones too."
    )
