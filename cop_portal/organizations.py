"""The page of an organization: what it says of itself, its people, and its works."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, F, JSONField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from members.languages import language_name
from members.merging import organization_that_was
from members.models import (
    Affiliation,
    Member,
    Organization,
    RegionCountry,
    language_in_use,
)
from members.organization_people import people_of
from resources import listing
from resources.facets import Names
from resources.models import Practice, Resource, Story

PEOPLE_ON_A_PAGE = 24
LATEST = 6


@require_safe
def organization_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    organization = _with_its_place(member).filter(slug=slug).first()
    if organization is None:
        successor = organization_that_was(slug)
        if successor and Organization.objects.visible_to(member).contains(successor):
            return redirect(successor, permanent=True)
        raise Http404
    named = people_of(organization, member).only("name", "handle", "status", "sort_name")
    people = Paginator(named, PEOPLE_ON_A_PAGE)
    page = people.get_page(request.GET.get("page"))
    names = organization.region_names or {}
    return render(
        request,
        "organization_detail.html",
        {
            "organization": organization,
            "region": names.get(language_in_use()) or names.get("en", ""),
            "language": language_name(organization.description_language),
            "keeps": member.works_for_staff or organization.is_kept_by_her,
            "people_count": people.count,
            "page": page,
            "works": _works(organization, member),
            "library_words": f'"{organization.name}"',
        },
    )


def _with_its_place(member: Member) -> Any:
    """With `region_names`, and whether she is its focal point: `is_kept_by_her`."""
    by_country = RegionCountry.objects.filter(country=OuterRef("country"))
    names = Subquery(by_country.values("region__names")[:1], output_field=JSONField())
    hers = Affiliation.objects.current().filter(member=member, is_focal_point=True)
    return Organization.objects.visible_to(member).annotate(
        region_names=Coalesce(F("region__names"), names, output_field=JSONField()),
        is_kept_by_her=Exists(hers.filter(organization=OuterRef("pk"))),
    )


def _works(organization: Organization, member: Member) -> list[dict[str, Any]]:
    """Its promising practices, and what it did with the works of others."""
    practices = Practice.organizations.through.objects.filter(organization=organization)
    stories = Story.objects.visible_to(member).shown().filter(organization=organization)
    # Asked by themselves: in one condition with "or", Postgres would leaf through all works.
    its = practices.values_list("practice__resource").union(stories.values_list("resource"))
    visible = Resource.objects.visible_to(member).published()
    visible = visible.filter(pk__in=[pk for (pk,) in its])
    rows = list(visible.recent().for_lists(language_in_use())[:LATEST])
    names = Names()
    return [listing.item(one, names=names) for one in rows]
