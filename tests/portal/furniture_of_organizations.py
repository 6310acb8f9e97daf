"""What of organizations, and of those who come and leave, stands in the furnished house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from members import organization_actions
from tests import make

if TYPE_CHECKING:
    from .furniture import House

INSIDE = ("amina", "chidi", "efua", "bintou")


def put_organizations(house: House) -> None:
    """Amina is the focal point of hers; a colleague is in no list, and another has left."""
    affiliation = house.person("amina").affiliations.get()
    affiliation.is_focal_point = True
    affiliation.save()
    organization = affiliation.organization
    organization.description = house.canary(
        "description of an organization", ("amina", "chidi", "efua", "bintou")
    )
    organization.save()
    house.things["organization"] = organization
    colleague = make.make_member(handle="colleague", organization=organization, listed=False)
    role = house.canary("role of an unlisted person", ["amina", "bintou"])
    colleague.affiliations.update(role=role)
    leaver = make.make_member(handle="leaver", organization=organization)
    organization_actions.end_affiliation(
        affiliation=leaver.affiliations.get(),
        by=house.person("amina"),
        word=house.canary("word at the end of an affiliation", ["efua", "bintou"]),
    )
    house.things["application of a leaver"] = leaver.applications.get()
    dara = house.person("dara")
    dara.applications.get().questions.create(
        asked_by=house.person("efua"),
        text=house.canary("question to dara", ["dara", "efua", "bintou"]),
        answer=house.canary("answer of dara", ["dara", "efua", "bintou"]),
        answered_at=timezone.now(),
    )
