"""The first page of somebody who has just come in."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.models import Group, Member, RegionCountry, Term
from members.second_factor import has_second_factor


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    member = request.member
    group = _group_of_her_region(member)
    terms = Term.objects.in_charge_of(group).order_by("role", "member__sort_name")
    return render(
        request,
        "members/welcome.html",
        {
            "group": group,
            "belongs": group is not None and group.pk in member.group_ids,
            "terms": terms,
            "protected": has_second_factor(member),
            "secretariat": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        },
    )


def _group_of_her_region(member: Member) -> Group | None:
    """If she may know that it exists."""
    organization = member.organization
    region = organization.region_id if organization else None
    if region is None:
        country = organization.country if organization else member.country
        countries = RegionCountry.objects.filter(country=country)
        region = countries.values_list("region_id", flat=True).first()
    regional = Group.objects.visible_to(member).filter(kind=Group.Kind.REGIONAL, region=region)
    return regional.first() if region else None
