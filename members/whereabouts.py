"""How many members are in which country, in numbers that point at nobody; drawn, and as a table.

Counted are active, listed members who show their country to all members.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _
from django_countries import countries

from . import atlas
from .models import Member, ProfileField, Region, RegionCountry, fold
from .small_numbers import parts

# To count 150,000 members takes longer than a page may. What may be told is counted anew after an
# hour and at no other time: that somebody has come or gone is not seen the minute she does.
KEPT_FOR = 3600
_KEY = "members-by-country"
_LARGEST, _LEAST = 11.0, 1.8  # radius of a bubble
_BELOW = 5  # from the edge of a bubble to the word for its region
_NOWHERE = 0  # for countries that lie in no region


@dataclass(frozen=True)
class Line:
    name: str
    number: int


@dataclass(frozen=True)
class RegionLines:
    """`number` is 0 if it is counted among the other regions; `name` may be of these."""

    name: str
    number: int
    countries: list[Line]


@dataclass(frozen=True)
class Bubble:
    """`is_rest`: all the countries of a region that are not told one by one."""

    name: str
    number: int
    x: int
    y: int
    radius: str
    is_rest: bool


@dataclass(frozen=True)
class Name:
    """A region, named on the map."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Whereabouts:
    total: int
    regions: list[RegionLines]
    bubbles: list[Bubble]
    names: list[Name]


def whereabouts() -> Whereabouts:
    """In the reader's language."""
    told = cache.get_or_set(_KEY, _count, KEPT_FOR) or {}
    names = dict(countries)
    regions = {region.pk: str(region) for region in Region.objects.all()}
    lines = [_lines(found, regions.get(found["region"]), names) for found in told["regions"]]
    if told["others"]:
        lines.append(RegionLines(_("Other regions"), told["others"], []))
    largest = max((found["largest"] for found in told["regions"]), default=0)
    bubbles = [
        bubble for found in told["regions"] for bubble in _bubbles(found, regions, names, largest)
    ]
    # The small ones lie on top, so that each can be pointed at.
    bubbles.sort(key=lambda one: -one.number)
    below = {(one.x, one.y): float(one.radius) for one in bubbles if one.is_rest}
    named = [
        Name(regions[pk], x, y + round(below.get((x, y), 0)) + _BELOW)
        for pk, (x, y) in told["middles"].items()
        if pk in regions
    ]
    return Whereabouts(told["total"], lines, bubbles, named)


def _count() -> dict[str, Any]:
    """Only what may be told, so that nothing else is kept anywhere."""
    shown = Member.objects.active().filter(listed=True).exclude(country="")
    for kept in ("for_nobody", "for_groups"):
        shown = shown.exclude(**{f"{kept}__contains": [ProfileField.COUNTRY.value]})
    numbers = shown.order_by().values_list("country").annotate(n=Count("pk"))
    region_of = dict(RegionCountry.objects.values_list("country", "region"))
    by_region: dict[int, dict[str, int]] = defaultdict(dict)
    for country, number in numbers:
        by_region[region_of.get(country, _NOWHERE)][country] = number
    whole = parts({pk: sum(found.values()) for pk, found in by_region.items()})
    middles = _middles(region_of)
    regions = [
        _told(pk, by_region[pk]) | {"total": total, "middle": middles.get(pk)}
        for pk, total in whole.told.items()
    ]
    return {"regions": regions, "others": whole.others, "total": whole.total, "middles": middles}


def _middles(region_of: dict[str, int]) -> dict[int, tuple[int, int]]:
    """Where each region is named, by its key."""
    countries_of: dict[int, list[str]] = defaultdict(list)
    for country, pk in region_of.items():
        countries_of[pk].append(country)
    return {
        pk: middle
        for pk, code in Region.objects.values_list("pk", "code")
        if (middle := atlas.middle(code, countries_of[pk]))
    }


def _told(region: int, numbers: dict[str, int]) -> dict[str, Any]:
    found = parts(numbers)
    return {
        "region": region,
        "countries": found.told,
        "others": found.others,
        "largest": max([*found.told.values(), found.others]),
    }


def _lines(found: dict[str, Any], name: str | None, names: dict[str, str]) -> RegionLines:
    told = [Line(names.get(code, code), n) for code, n in found["countries"].items()]
    told.sort(key=lambda line: (-line.number, fold(line.name)))
    if told and found["others"]:
        told.append(Line(_("Other countries"), found["others"]))
    return RegionLines(name or _("Elsewhere"), found["total"], told)


def _bubbles(
    found: dict[str, Any], regions: dict[int, str], names: dict[str, str], largest: int
) -> list[Bubble]:
    drawn = []
    for code, number in found["countries"].items():
        if spot := atlas.place(code):
            radius = _radius(number, largest)
            drawn.append(Bubble(names.get(code, code), number, *spot, radius, False))
    if found["others"] and found["middle"]:
        name = regions.get(found["region"], "")
        if found["countries"]:
            name = _("%(region)s, other countries") % {"region": name}
        radius = _radius(found["others"], largest)
        x, y = found["middle"]
        drawn.append(Bubble(name, found["others"], x, y, radius, True))
    return drawn


def _radius(number: int, largest: int) -> str:
    """So that the area tells the number; with a point, as SVG wants it in every language."""
    return f"{max(_LEAST, _LARGEST * sqrt(number / largest)):.1f}"
