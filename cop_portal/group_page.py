"""A group's page: what the ground says of it, and what the rooms hold of it for the reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Event
from forums import activity
from members import group_page
from members.access import public
from resources import listing
from resources.models import Resource

NEWEST = COMING = 5


@public("Groups that everyone may know of are open to everybody; the view asks visible_to.")
@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    group, around = group_page.find(slug, member)
    works = Resource.objects.visible_to(member).published().filter(groups=group)
    forums, threads = activity.of_group(group, member)
    meetings = Event.objects.visible_to(member).upcoming().filter(group=group)
    return render(
        request,
        "group_detail.html",
        {
            "newest": [
                (one, listing.meta(one), listing.badge(one)) for one in works.recent()[:NEWEST]
            ],
            "meetings": meetings[:COMING],
            "forums": forums,
            "threads": threads,
            **group_page.facts(group, around, member),
        },
    )
