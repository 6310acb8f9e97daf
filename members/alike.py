"""Which organization of ours a name means, however it is spelled. For deeds and the admin."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import FormerOrganization, Organization, fold
from .models.likeness import Likeness, likeness


def organization_known_as(name: str, country: str) -> Organization | None:
    """The one of this country that a name means, by its own name or a former one.

    Other accents, capitals, punctuation, "&", a legal form and an acronym make no other name; None
    where two of ours could be meant.
    """
    asked = likeness(name)
    same = Q(country=country, name_key=asked.key[:200])
    known = list(Organization.objects.filter(same).order_by("pk"))
    former = FormerOrganization.objects.filter(same).select_related("organization")
    names = [(one.name, one.acronym, one) for one in known]
    names += [(one.name, one.acronym, one.organization) for one in former]
    return chosen(name, asked, names)


def chosen(
    name: str, asked: Likeness, names: Iterable[tuple[str, str, Organization]]
) -> Organization | None:
    """Among (name, acronym, organization), the one that is written so, else the only one alike."""
    names = list(names)
    for held, _acronym, organization in names:
        if fold(held) == fold(name):
            return organization
    alike = {one for held, short, one in names if asked.may_be(likeness(held, short))}
    return alike.pop() if len(alike) == 1 else None


def one_at_a_time(name: str, country: str) -> None:
    """Until the end of the transaction nobody else proposes an organization alike."""
    key = f"organization {country} {likeness(name).key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def others_alike(organizations: Iterable[Organization]) -> dict[int, list[Organization]]:
    """By the key of each of these, the others in its country that resemble it; in one query."""
    asked = list(organizations)
    pairs = {(str(one.country), one.name_key) for one in asked}
    countries, keys = {country for country, _key in pairs}, {key for _country, key in pairs}
    found: dict[tuple[str, str], list[Organization]] = {}
    for one in Organization.objects.filter(country__in=countries, name_key__in=keys):
        found.setdefault((str(one.country), one.name_key), []).append(one)
    return {
        one.pk: [x for x in found.get((str(one.country), one.name_key), []) if x.pk != one.pk]
        for one in asked
    }


def resembling(organizations: QuerySet[Organization]) -> QuerySet[Organization]:
    """Of these, the ones that resemble another of the same country."""
    others = Organization.objects.filter(country=OuterRef("country"), name_key=OuterRef("name_key"))
    return organizations.filter(Exists(others.exclude(pk=OuterRef("pk"))))
