"""How an organization becomes an entry of the index. Deeds that list or change one call `index`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django_countries import countries

from .models import Organization, RegionCountry
from .search import index as index_of_all
from .search.entries import MEMBERS, Entry, Words
from .search.models import Row

KIND = "organization"
# People search for a country in these languages, whatever their own.
COUNTRY_NAMES_IN = ("en", "fr", "es")
BATCH = 200
FIRST_YEAR = 2000  # stands for the day of arrival, which nobody wrote down


def index(organizations: Iterable[Organization]) -> None:
    """Renew the entries of listed ones, in the transaction of the caller; forget the others."""
    known = list(organizations)
    listed = [one for one in known if one.status == Organization.Status.LISTED]
    regions = dict(RegionCountry.objects.values_list("country", "region__code"))
    index_of_all.index(entry_of(one, regions) for one in listed)
    forget(one.pk for one in known if one.status != Organization.Status.LISTED)


def forget(pks: Iterable[int]) -> None:
    """They are gone, or not listed any more."""
    index_of_all.remove(KIND, list(pks))


def renew() -> None:
    """Bring in what is missing, write the outdated anew, take out what is listed no more."""
    listed = set(Organization.objects.listed().values_list("pk", flat=True))
    held = set(Row.objects.filter(kind=KIND, part=0).values_list("object_id", flat=True))
    outdated = {pk for pks in index_of_all.outdated(KIND) for pk in pks}
    due = sorted(listed - held | outdated & listed)
    for start in range(0, len(due), BATCH):
        with transaction.atomic():
            rows = Organization.objects.listed().select_for_update(of=("self",))
            index(rows.select_related("region").filter(pk__in=due[start : start + BATCH]))
    forget(held - listed)


def expire(organizations: QuerySet[Any]) -> None:
    """`renew` writes these anew."""
    index_of_all.expire_some(KIND, organizations)


def entry_of(organization: Organization, regions: dict[str, str]) -> Entry:
    """`regions` maps the code of a country to the code of its region."""
    year = organization.member_since
    region = organization.region.code if organization.region else None
    region = region or regions.get(str(organization.country), "")
    titles = (organization.name, organization.acronym)
    return Entry(
        kind=KIND,
        object_id=organization.pk,
        titles=tuple(Words(title) for title in titles if title),
        metadata=(
            Words(organization.description, organization.description_language),
            *(Words(name) for name in _country_names(str(organization.country))),
        ),
        access=frozenset({MEMBERS}),
        facets={
            "kind": (organization.kind,),
            "country": (str(organization.country),),
            "region": (region,) if region else (),
        },
        sort_title=organization.sort_name,
        year=year,
        added_at=dt.datetime(year or FIRST_YEAR, 1, 1, tzinfo=dt.UTC),
    )


def _country_names(code: str) -> list[str]:
    names = []
    for language in COUNTRY_NAMES_IN:
        with translation.override(language):
            names.append(str(countries.name(code)))
    return list(dict.fromkeys(names))
