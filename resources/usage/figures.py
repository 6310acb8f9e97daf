"""Reading the monthly figures, as far as they may be shown (see `publishing`).

Countries and themes are told of finished months only: while a month goes on, each hour's growth
would be a small number of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.db.models import Min, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources.models import MonthlyUse, Resource

from .publishing import Figure, added, alone, parts, rounded

MEASURES = {
    "total_investigations": gettext_lazy("Looked at (pages and files)"),
    "unique_investigations": gettext_lazy("Looked at, once an hour for each reader"),
    "total_requests": gettext_lazy("Files opened"),
    "unique_requests": gettext_lazy("Files opened, once an hour for each reader"),
}
MOST_USED = 50

# Each work with its themes and, once, with the broader themes of these; by measure.
_OF_THEMES = """
SELECT month, slug, sum({measure}) FROM resources_monthlyuse
JOIN (
    SELECT resource_id, theme_id FROM resources_resource_themes
    UNION
    SELECT resource_id, parent_id FROM resources_resource_themes
    JOIN members_theme ON members_theme.id = theme_id WHERE parent_id IS NOT NULL
) AS themed USING (resource_id)
JOIN members_theme ON members_theme.id = theme_id
WHERE month BETWEEN %s AND %s GROUP BY month, slug
"""
_BY_THEME = {measure: _OF_THEMES.format(measure=measure) for measure in MEASURES}


@dataclass(frozen=True)
class Period:
    """From the first day of one month to the first day of another, both included."""

    since: dt.date
    until: dt.date

    @property
    def months(self) -> list[dt.date]:
        found, month = [], self.since
        while month <= self.until:
            found.append(month)
            month = next_month(month)
        return found

    @property
    def finished(self) -> Period:
        """As far as its months are over."""
        return Period(self.since, min(self.until, month_before(this_month())))


def this_month() -> dt.date:
    return timezone.now().astimezone(dt.UTC).date().replace(day=1)


def next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def month_before(month: dt.date) -> dt.date:
    return (month - dt.timedelta(days=1)).replace(day=1)


def counted_since() -> dt.date | None:
    """The first month of which anything is known."""
    first: dt.date | None = MonthlyUse.objects.aggregate(first=Min("month"))["first"]
    return first


def said(figure: Figure, *, nothing: str = "") -> str:
    """In words; `nothing` for a number that is not shown."""
    if not figure.shown:
        return nothing or _("few")
    number = {"n": intcomma(figure.shown)}
    return _("%(n)s or more") % number if figure.has_more else str(number["n"])


def fewer() -> str:
    return _("fewer than 5")


def by_month(measure: str, period: Period) -> list[tuple[dt.date, Figure]]:
    """Of the whole library, months without any use included."""
    rows = _within(period).order_by("month").values_list("month").annotate(n=Sum(measure))
    numbers = dict(rows)
    return [(month, alone(numbers.get(month, 0))) for month in period.months]


def by_country(measure: str, period: Period) -> dict[str, Figure]:
    return added(_countries(measure, period).values())


def by_theme(measure: str, period: Period) -> dict[str, Figure]:
    """By slug."""
    return added(_themes(measure, period).values())


def months_of_country(measure: str, period: Period, country: str) -> list[tuple[dt.date, Figure]]:
    return _months_of(country, _countries(measure, period), period)


def months_of_theme(measure: str, period: Period, slug: str) -> list[tuple[dt.date, Figure]]:
    return _months_of(slug, _themes(measure, period), period)


def most_used(measure: str, period: Period) -> dict[int, Figure]:
    """By number of the work, the most used first; what is used little is left out."""
    sums = _within(period).values("resource").annotate(n=Sum(measure)).order_by("-n", "resource")
    figures = {one["resource"]: alone(one["n"]) for one in sums[:MOST_USED]}
    return {pk: figure for pk, figure in figures.items() if figure.shown}


def facts_of(resource: Resource) -> list[tuple[str, str]]:
    """Pairs of measure and number, for staff."""
    sums = MonthlyUse.objects.filter(resource=resource).aggregate(
        **{f"sum_{measure}": Sum(measure, default=0) for measure in MEASURES}
    )
    return [
        (str(label), said(alone(sums[f"sum_{measure}"]), nothing=fewer()))
        for measure, label in MEASURES.items()
    ]


def opened(pks: Collection[int]) -> dict[int, str]:
    """For whoever sent them in: how often each was opened, in a sentence; all in one query."""
    sums = MonthlyUse.objects.filter(resource__in=pks).values_list("resource").order_by()
    numbers = dict(sums.annotate(n=Sum("total_investigations")))
    return {pk: _opened(alone(numbers.get(pk, 0))) for pk in pks}


def _opened(figure: Figure) -> str:
    if not figure.shown:
        return _("Opened fewer than 5 times")
    return _("Opened %(n)s times") % {"n": intcomma(figure.shown)}


def _within(period: Period) -> QuerySet[MonthlyUse]:
    return MonthlyUse.objects.filter(month__range=(period.since, period.until))


def _months_of(
    key: str, months: Mapping[dt.date, Mapping[str, Figure]], period: Period
) -> list[tuple[dt.date, Figure]]:
    """A month in which it does not occur at all says no more than one in which it is hidden."""
    hidden = Figure(has_more=True)
    return [(month, months.get(month, {}).get(key, hidden)) for month in period.finished.months]


def _countries(measure: str, period: Period) -> dict[dt.date, dict[str, Figure]]:
    rows = _within(period.finished).order_by().values_list("month", "country")
    return _published(rows.annotate(n=Sum(measure)), parts)


def _themes(measure: str, period: Period) -> dict[dt.date, dict[str, Figure]]:
    finished = period.finished
    with connection.cursor() as cursor:
        cursor.execute(_BY_THEME[measure], [finished.since, finished.until])
        return _published(cursor.fetchall(), rounded)


def _published(
    rows: Iterable[tuple[dt.date, str, int]],
    publish: Callable[[Mapping[str, int]], dict[str, Figure]],
) -> dict[dt.date, dict[str, Figure]]:
    months: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for month, key, number in rows:
        months[month][key] = number
    return {month: publish(numbers) for month, numbers in months.items()}
