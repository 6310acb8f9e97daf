"""For which house somebody speaks, where it takes two people of different ones."""

from __future__ import annotations

from collections.abc import Collection

from members.models import Affiliation, Member, Organization

# Of staff who work for no organization that is listed. Two of them speak with one voice.
SECRETARIAT = 0


def houses_of(members: Collection[Member]) -> dict[int, int]:
    """By the number of the member; who is not in it has no house that the portal knows.

    Where somebody works now counts, and only organizations that staff have listed: one that was
    only proposed could be made up.
    """
    listed = Organization.Status.LISTED
    now = Affiliation.objects.current().filter(member__in=members, organization__status=listed)
    found: dict[int, int] = dict(now.order_by().values_list("member_id", "organization_id"))
    staff = {one.pk: SECRETARIAT for one in members if one.works_for_staff}
    return staff | found


def differ_from(member: Member, others: Collection[Member]) -> frozenset[int]:
    """The numbers of those whose house is known and is not hers; nobody's, if hers is unknown."""
    houses = houses_of([member, *others])
    if member.pk not in houses:
        return frozenset()
    own = houses[member.pk]
    return frozenset(one.pk for one in others if houses.get(one.pk, own) != own)
