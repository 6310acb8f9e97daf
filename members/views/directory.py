"""The directory: people searched, narrowed, sorted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import directory
from members.filters import SORTS, MemberFilter
from members.models import Member
from members.search import narrowing, turning


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    asked = MemberFilter(request.GET, queryset=Member.objects.none()).asked
    found = directory.found_by(request.member, asked)
    names = directory.Names(request.member, found, asked)
    return render(
        request,
        "members/member_list.html",
        {
            "asked": asked,
            "found": found,
            "people": directory.lines(found.hits, viewer=request.member, names=names),
            "facets": directory.facet_groups(found, asked, names),
            "chosen": narrowing.chosen(asked, names),
            "sorts": [
                (name, label, asked.query(sort=name))
                for name, label in SORTS.items()
                if asked.words or name != "relevance"
            ],
            "clear_url": asked.query(chosen=dict.fromkeys(asked.chosen, ())),
            "mean_url": asked.query(words=found.did_you_mean) if found.did_you_mean else "",
            "company_url": asked.query(chosen={"offers": names.her_asks}) if names.her_asks else "",
            "numbers": turning.page_numbers(found.page, found.pages),
            "page": turning.Page(found.page, found.pages),
        },
    )
