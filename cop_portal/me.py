"""A member's own page: what is hers, room by room, and where she changes it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import can_invite, groups_to_hand_over
from members.models import Acceptance
from members.second_factor import has_second_factor
from resources.models import Resource

LATEST = 5


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    member = request.member
    sent_in = Resource.objects.visible_to(member).filter(submitted_by=member)
    offices = member.terms.filter(group__in=groups_to_hand_over(member)).exclude(
        pk__in=member.terms.past()
    )
    accepted = Acceptance.objects.filter(member=member).select_related("version")
    return render(
        request,
        "me.html",
        {
            "organization": member.organization,
            "protected": has_second_factor(member),
            "acceptance": accepted.order_by("-version__number").first(),
            "offices": offices.select_related("group").order_by("starts_on", "pk"),
            "sent_in": sent_in.order_by("-updated_at")[:LATEST],
            "offered_languages": settings.LANGUAGES,
            "invites": can_invite(member),
        },
    )
