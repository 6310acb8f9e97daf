"""What the ground says of a group to a viewer. The roof adds what its rooms hold.

Every function takes a group that the viewer may know of: see `Group.objects.visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Value, Window
from django.db.models.functions import Concat
from django.http import Http404
from django.utils.translation import gettext as _

from .access import can_ask_to_join, can_join, can_look_after, can_meet_people_of
from .languages import language_name
from .models import Group, Member, Membership, ProfileField, Term
from .models.people import MemberQuerySet
from .models.terms import TermQuerySet

FIRST_PEOPLE = 12


def find(slug: str, viewer: Member | None) -> tuple[Group, list[Group]]:
    """The group, and those above and below it of which she may know. Raises Http404."""
    around = list(Group.objects.visible_to(viewer).around(slug).select_related("region"))
    group = next((one for one in around if one.slug == slug), None)
    if group is None:
        raise Http404
    return group, around


def facts(group: Group, around: Iterable[Group], viewer: Member | None) -> dict[str, Any]:
    """Everything that the group's page draws, but for the rooms' part."""
    standing = standing_of(viewer, group)
    looks_after = can_look_after(viewer, group)
    return {
        "group": group,
        "above": _line_above(group, around),
        "below": [one for one in around if one.parent_id == group.pk],
        "about": _about(group),
        "standing": standing,
        "can_join": viewer is not None and can_join(group, standing),
        "can_ask": viewer is not None and can_ask_to_join(group, standing),
        "looks_after": looks_after and group.parent_id is not None,
        "waiting": _waiting(group) if looks_after else 0,
        "terms": _in_charge_of(group) if viewer else [],
    } | _first_people(group, viewer)


def _in_charge_of(group: Group) -> TermQuerySet:
    return Term.objects.in_charge_of(group).order_by("role", "member__sort_name")


def standing_of(viewer: Member | None, group: Group) -> str:
    """Her `Membership.Status` there; "" if she has never been in."""
    if viewer is None:
        return ""
    if group.pk in viewer.group_ids:
        return Membership.Status.ACTIVE.value
    if group.pk in viewer.inviting_group_ids:
        return Membership.Status.INVITED.value
    place = viewer.memberships.filter(group=group).first()
    return place.status if place else ""


def people_of(group: Group, viewer: Member | None) -> MemberQuerySet:
    """Whom she meets there, by name: the people of a group know each other.

    Others do not meet those who are in no lists, or do not tell which groups they belong to; who
    looks after the group meets all.
    """
    if not can_meet_people_of(viewer, group) or viewer is None:
        return Member.objects.none()
    active = Membership.Status.ACTIVE
    inside = Exists(Membership.objects.filter(group=group, member=OuterRef("pk"), status=active))
    if group.pk in viewer.group_ids or can_look_after(viewer, group):
        people = Member.objects.visible_to(viewer)
    else:
        shared = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
        met = Exists(shared.filter(member=OuterRef("pk")))
        tells = ~Q(for_groups__contains=[ProfileField.GROUPS]) | Q(met)
        people = Member.objects.listed_for(viewer).filter(tells)
        people = people.exclude(for_nobody__contains=[ProfileField.GROUPS])
    # Sorted after they are gathered: along the index of names, Postgres would leaf through all
    # members in search of the few who belong to a group.
    found: MemberQuerySet = people.filter(inside).order_by(Concat("sort_name", Value("")), "pk")
    return found


def _first_people(group: Group, viewer: Member | None) -> dict[str, Any]:
    """Not of the whole community, which is what the directory is for."""
    if group.parent_id is None or viewer is None:
        return {"people": [], "people_count": 0}
    counted = people_of(group, viewer).annotate(total=Window(Count("*")))
    people = list(counted.only("name", "handle", "status")[:FIRST_PEOPLE])
    return {"people": people, "people_count": people[0].total if people else 0}


def _waiting(group: Group) -> int:
    waiting = Membership.objects.filter(group=group, status=Membership.Status.REQUESTED)
    return waiting.filter(member__status=Member.Status.ACTIVE).count()


def _line_above(group: Group, around: Iterable[Group]) -> list[Group]:
    """From the top down, without the community; it ends where she may know no further."""
    by_pk = {one.pk: one for one in around}
    line: list[Group] = []
    above = by_pk.get(group.parent_id or 0)
    while above is not None and above.parent_id is not None:
        line.insert(0, above)
        above = by_pk.get(above.parent_id)
    return line


def _about(group: Group) -> list[tuple[str, str]]:
    """Names and values."""
    spoken = ", ".join(language_name(code) for code in group.languages)
    region = str(group.region) if group.region else ""
    known = [(_("Languages"), spoken), (_("Region"), region)]
    if group.parent_id is None:
        return known
    return [
        *known,
        (_("One joins"), str(group.get_joining_display())),
        (_("Who knows of it"), str(group.get_seen_by_display())),
    ]
