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
            "people": directory.lines(found.hits, viewer=request.member, names=names),
            "facets": directory.facet_groups(found, asked, names),
            "chosen": narrowing.chosen(asked, names),
            **turning.ways_on(asked, found, SORTS),
            "company_url": asked.query(chosen={"offers": names.her_asks}) if names.her_asks else "",
        },
    )
