"""The library: searched, narrowed, sorted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import keys_of, public
from members.search import narrowing, turning
from members.search.asked import Asked
from members.search.find import find
from members.search.found import Found
from resources import facets, listing
from resources.filters import SORTS, ResourceFilter
from resources.models import Resource
from resources.search import KIND
from resources.usage import searches

PAGE_SIZE = 20


def _found(request: HttpRequest, asked: Asked) -> Found:
    return find(
        words=asked.words,
        asker=keys_of(request.member),
        kind=KIND,
        filters=asked.chosen,
        sort=asked.sort,
        page=asked.page,
        size=PAGE_SIZE,
        languages=turning.reading_languages(request.member),
        exactly=asked.exactly,
    )


@public("The public part of the library is open to everybody.")
@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    asked = ResourceFilter(request.GET, queryset=Resource.objects.none()).asked
    found = _found(request, asked)
    if asked.words and not found.total and not asked.is_narrowed:
        searches.note_nothing_found(request, asked.words)
    names = facets.Names()
    return render(
        request,
        "resources/resource_list.html",
        {
            "items": listing.items(found.hits, member=request.member, names=names),
            "facets": facets.groups(found, asked, names),
            "chosen": narrowing.chosen(asked, names),
            **turning.ways_on(asked, found, SORTS),
        },
    )
