"""What is open in a group, on one page, for those who hand it over and those who take it up."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.models import Event
from members.access import applications_to, groups_to_hand_over
from members.models import Group, Membership, Term
from members.models.terms import InARow, in_a_row
from members.second_factor import has_second_factor, has_shown_second_factor

# More of a kind are counted; where they are answered, all are found.
MOST = 30


@require_safe
def group_handover(request: HttpRequest, slug: str) -> HttpResponse:
    group = get_object_or_404(groups_to_hand_over(request.member), slug=slug)
    if settings.REQUIRE_MFA:
        # A successor does not come into the administration yet, and reads of people already.
        if not has_second_factor(request.member):
            return redirect("mfa_index")
        if not has_shown_second_factor(request):
            return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
    asking = group.memberships.filter(status=Membership.Status.REQUESTED)
    meetings = Event.objects.visible_to(request.member).upcoming().filter(group=group)
    context = {
        "group": group,
        **_offices(group),
        "asking": asking.select_related("member")
        .annotate(in_all=Window(Count("pk")))
        .order_by("created_at", "pk")[:MOST],
        **_applicants(group),
        "meetings": meetings[:MOST],
    }
    return render(request, "group_handover.html", context)


def _offices(group: Group) -> dict[str, Any]:
    """Who holds office, who will, and who did; each term with its place in a row."""
    terms = list(group.terms.select_related("member").order_by("-starts_on", "pk")[: 2 * MOST])
    rows = in_a_row(terms)
    by_standing: dict[str, list[tuple[Term, InARow]]] = {kind: [] for kind in Term.Standing}
    for term in terms:
        by_standing[term.standing].append((term, rows[term.pk]))
    current = by_standing[Term.Standing.CURRENT]
    return {
        "current": current,
        "coming": by_standing[Term.Standing.COMING][::-1],
        "past": by_standing[Term.Standing.PAST][:MOST],
        "stand_in": () if current else Term.objects.in_charge_of(group),
    }


def _applicants(group: Group) -> dict[str, Any]:
    if group.parent_id is not None and group.region_id is None:
        return {"welcomes": False}
    waiting = applications_to(Group.objects.filter(pk=group.pk)).open()
    return {
        "welcomes": True,
        "applications": waiting.select_related("member", "organization")[:MOST],
        "number_applying": waiting.count(),
    }
