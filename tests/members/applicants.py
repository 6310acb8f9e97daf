"""People at the door of an organization, for the tests of several pages."""

import datetime as dt
from typing import Any

from members.models import Affiliation, Member, Organization, OrganizationDomain
from tests import make


def member_institution(name: str = "", *domains: str, **kw: Any) -> Organization:
    """Listed, since 2020, with these mail domains."""
    organization = make.make_organization(name, **{"member_since": 2020} | kw)
    for domain in domains:
        OrganizationDomain.objects.create(organization=organization, domain=domain)
    return organization


def focal_point(organization: Organization, name: str = "Fatou", **kw: Any) -> Member:
    member = make.make_member(name, **kw)
    Affiliation.objects.create(
        member=member,
        organization=organization,
        since=dt.date(2021, 5, 1),
        is_focal_point=True,
        role="Coordinator",
    )
    return member
