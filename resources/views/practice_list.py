"""Promising practices, section by section, opened in place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import public
from members.search import turning
from resources.models import Practice
from resources.models.practices import PracticeQuerySet
from resources.practices import Told, list_url, listed_organizations, tell

PAGE_SIZE = 20
ON_PAPER = 100  # practices of a page on which all are open


@dataclass
class Subtheme:
    name: str
    count: int
    url: str
    practices: list[Told] = field(default_factory=list)


@dataclass
class Section:
    name: str
    url: str
    count: int = 0
    subthemes: list[Subtheme] = field(default_factory=list)


@public("Public practices are open to everybody; the view asks visible_to.")
@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """All sections; with `section` and `subtheme` one of them. `open=all` is for paper."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("section", "subtheme")}
    chosen = {name: value for name, value in asked.items() if value}
    everything = Practice.objects.visible_to(request.member).published()
    practices = everything.filter(**chosen)
    sections = _sections(practices)
    total = sum(one.count for one in sections)
    all_open = request.GET.get("open") == "all"
    size = ON_PAPER if all_open else PAGE_SIZE
    pages = -(-total // size)
    number = min(max(_number(request), 1), max(pages, 1))
    # With many, the first page says only where they are.
    in_place = bool(chosen) or all_open or total <= size
    if in_place:
        _fill(sections, practices.in_order()[(number - 1) * size : number * size])
        sections = [one for one in sections if one.subthemes]
    return render(
        request,
        "resources/practice_list.html",
        {
            **asked,
            "chosen": chosen,
            "sections": sections,
            "total": total,
            "in_place": in_place,
            "all_open": all_open,
            "paper_url": f"{list_url(**chosen)}{'&' if chosen else '?'}open=all",
            "numbers": turning.page_numbers(number, pages) if in_place else [],
            "page": turning.Page(number, pages if in_place else 1),
        },
    )


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1


def _sections(practices: PracticeQuerySet) -> list[Section]:
    """With the number of practices in each sub-theme; one statement."""
    rows = practices.order_by("section", "subtheme").values_list("section", "subtheme")
    sections: dict[str, Section] = {}
    for section, subtheme, count in rows.annotate(count=Count("pk")):
        within = sections.setdefault(section, Section(section, list_url(section=section)))
        url = list_url(section=section, subtheme=subtheme)
        within.subthemes.append(Subtheme(subtheme, count, url))
        within.count += count
    return list(sections.values())


def _fill(sections: list[Section], practices: PracticeQuerySet) -> None:
    """Put each practice of this page into its place."""
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    rows = practices.select_related("resource").prefetch_related(listed_organizations())
    for practice in rows:
        found[practice.section, practice.subtheme].append(tell(practice))
    for section in sections:
        for subtheme in section.subthemes:
            subtheme.practices = found.get((section.name, subtheme.name), [])
        section.subthemes = [one for one in section.subthemes if one.practices]
