"""What of a person a viewer may see. Pages, lists, the index and exports of others ask here.

"Her groups" never means the whole community: everybody belongs to that one.
"""

from __future__ import annotations

from .models import Audience, Member, Membership, ProfileField


def audience_of(member: Member, field: str) -> Audience:
    """Whom she shows this `ProfileField`."""
    if field in member.for_nobody:
        return Audience.NOBODY
    return Audience.GROUPS if field in member.for_groups else Audience.MEMBERS


def shown_fields(member: Member, viewer: Member | None) -> frozenset[str]:
    """The `ProfileField` values that the viewer may see; herself, all of them.

    Costs a query only where she shows something to her groups alone.
    """
    everything = frozenset(ProfileField.values)
    if viewer is None:
        return frozenset()
    if viewer.pk == member.pk:
        return everything
    return fields_open(member, together=bool(member.for_groups) and share_a_group(member, viewer))


def fields_open(member: Member, *, together: bool) -> frozenset[str]:
    """As `shown_fields`, for lists that know already who shares a group with the viewer."""
    kept = set(member.for_nobody) | (set() if together else set(member.for_groups))
    return frozenset(ProfileField.values) - kept


def share_a_group(one: Member, other: Member) -> bool:
    """Whether both belong to some group other than the whole community."""
    shared = Membership.objects.active().within_groups().filter(group__in=other.group_ids)
    return shared.filter(member=one).exists()
