"""Reading the monthly figures, as far as they may be shown (see `publishing`).

Countries and themes are told of finished months only: while a month goes on, each hour's growth
would be a small number of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import connection
from django.db.models import Min, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources.models import MonthlyUse, Resource

from .publishing import added, each, parts, shown

MEASURES = {
    "total_investigations": gettext_lazy("Looked at (pages and files)"),
    "unique_investigations": gettext_lazy("Looked at, once an hour for each reader"),
    "total_requests": gettext_lazy("Files opened"),
    "unique_requests": gettext_lazy("Files opened, once an hour for each reader"),
}
MOST_USED = 50
OTHERS = ""  # no code of a country

# Each work with its themes and, once, with the broader themes of these; by measure.
_OF_THEMES = """
SELECT month, slug, sum(times)::bigint FROM (
    SELECT month, resource_id, sum({measure}) AS times FROM resources_monthlyuse
    WHERE month BETWEEN %s AND %s GROUP BY month, resource_id
) AS used
JOIN (
    SELECT resource_id, theme_id FROM resources_resource_themes
    UNION
    SELECT resource_id, parent_id FROM resources_resource_themes
    JOIN members_theme ON members_theme.id = theme_id WHERE parent_id IS NOT NULL
) AS themed USING (resource_id)
JOIN members_theme ON members_theme.id = theme_id
GROUP BY month, slug
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


def said(number: int) -> str:
    """A number that was made to be shown."""
    return str(intcomma(number)) if number else _("fewer than 5")


def by_month(measure: str, period: Period) -> list[tuple[dt.date, int]]:
    """Of the whole library, months without any use included: the sum of what is shown of each."""
    months = _countries(measure, period)
    return [(month, sum(months.get(month, {}).values())) for month in period.months]


def by_country(measure: str, period: Period) -> dict[str, int]:
    """By code; OTHERS are those of which each alone is too small."""
    return added(_countries(measure, period.finished).values())


def by_theme(measure: str, period: Period) -> dict[str, int]:
    """By slug."""
    return added(_themes(measure, period.finished).values())


def months_of_country(measure: str, period: Period, country: str) -> list[tuple[dt.date, int]]:
    return _months_of(country, _countries(measure, period.finished), period.finished)


def months_of_theme(measure: str, period: Period, slug: str) -> list[tuple[dt.date, int]]:
    return _months_of(slug, _themes(measure, period.finished), period.finished)


def most_used(measure: str, period: Period) -> dict[int, int]:
    """By number of the work, the most used first; what is used little is left out."""
    sums = _within(period).values_list("resource").annotate(n=Sum(measure))
    return each(dict(sums.order_by("-n", "resource")[:MOST_USED]))


def facts_of(resource: Resource) -> list[tuple[str, str]]:
    """Pairs of measure and number, for staff."""
    sums = MonthlyUse.objects.filter(resource=resource).aggregate(
        **{f"sum_{measure}": Sum(measure, default=0) for measure in MEASURES}
    )
    return [
        (str(label), said(shown(sums[f"sum_{measure}"]))) for measure, label in MEASURES.items()
    ]


def opened(pks: Collection[int]) -> dict[int, str]:
    """For whoever sent them in: how often each was opened, in a sentence; all in one query."""
    sums = MonthlyUse.objects.filter(resource__in=pks).values_list("resource").order_by()
    numbers = dict(sums.annotate(n=Sum("total_investigations")))
    return {pk: _opened(shown(numbers.get(pk, 0))) for pk in pks}


def _opened(number: int) -> str:
    if not number:
        return _("Opened fewer than 5 times")
    return _("Opened about %(n)s times") % {"n": intcomma(number)}


def _within(period: Period) -> QuerySet[MonthlyUse]:
    return MonthlyUse.objects.filter(month__range=(period.since, period.until))


def _months_of(
    key: str, months: Mapping[dt.date, Mapping[str, int]], period: Period
) -> list[tuple[dt.date, int]]:
    """A month without it looks like one in which it is too small to be shown."""
    return [(month, months.get(month, {}).get(key, 0)) for month in period.months]


def _countries(measure: str, period: Period) -> dict[dt.date, dict[str, int]]:
    rows = _within(period).order_by().values_list("month", "country")
    months = _by_month(rows.annotate(n=Sum(measure)))
    return {month: parts(numbers, others=OTHERS) for month, numbers in months.items()}


def _themes(measure: str, period: Period) -> dict[dt.date, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_THEME[measure], [period.since, period.until])
        months = _by_month(cursor.fetchall())
    return {month: each(numbers) for month, numbers in months.items()}


def _by_month(rows: Iterable[tuple[dt.date, str, int]]) -> dict[dt.date, dict[str, int]]:
    months: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for month, key, number in rows:
        months[month][key] = number
    return months
