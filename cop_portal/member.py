"""A person's page: what she shows of herself, and what she has brought to the community."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import activity
from members import profile_page
from members.models import Member
from resources import listing
from resources.models import Resource

NEWEST = 5


@require_safe
def member_detail(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = request.member
    member = get_object_or_404(profile_page.whole(Member.objects.visible_to(viewer)), handle=handle)
    works = Resource.objects.visible_to(viewer).published().filter(submitted_by=member)
    works = works.only("title", "sort_title", "languages", "creators", "publisher")
    context = profile_page.facts(member, viewer) | {
        "works": [(one, listing.meta(one)) for one in works.recent()[:NEWEST]],
        "threads": activity.opened_by(member, viewer),
    }
    return render(request, "member_detail.html", context)
