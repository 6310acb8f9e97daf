"""Who may open which door. Rooms ask here; nothing here knows a room.

A page is closed unless its view says why it is open: `@public("why")` for everybody,
`@for_applicants("why")` for everybody who is logged in, whatever her standing.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from .models import Application, Member, Membership, RegionCountry, Visibility
from .models.groups import Group
from .models.people import ApplicationQuerySet

View = TypeVar("View", bound=Callable[..., object])


def public(reason: str) -> Callable[[View], View]:
    """Open this view to visitors. The tested list of open doors holds the reason."""

    def mark(view: View) -> View:
        view.public_reason = reason
        view.login_required = False
        return view

    return mark


def for_applicants(reason: str) -> Callable[[View], View]:
    """Open this view to people who are logged in but not, or no longer, active members."""

    def mark(view: View) -> View:
        view.applicants_reason = reason
        return view

    return mark


def active_member(person: Member | AnonymousUser | None) -> Member | None:
    """The person if she is an active member; applicants and the suspended count as visitors."""
    if isinstance(person, Member) and person.status == Member.Status.ACTIVE:
        return person
    return None


def group_lexeme(group_id: int) -> str:
    """The word by which the search index knows a group's readers."""
    return f"group-{group_id}"


def keys_of(member: Member | None) -> frozenset[str]:
    """What she can unlock in the search index; an entry opens to any one of its own keys."""
    keys = {Visibility.PUBLIC.value}
    if member:
        keys.add(Visibility.MEMBERS.value)
        keys |= {group_lexeme(pk) for pk in readable_group_ids(member)}
        if member.works_for_staff:
            keys.add("staff")
    return frozenset(keys)


def readable_group_ids(member: Member) -> frozenset[int]:
    """The groups whose inner things she may read: her own, and those she facilitates.

    None while she owes the charter her word.
    """
    if member.owes_the_charter:
        return frozenset()
    return member.group_ids | member.facilitated_group_ids


def may_enter_admin(member: Member | None) -> bool:
    """Staff, and facilitators while their term runs."""
    return member is not None and (member.works_for_staff or bool(member.facilitated_group_ids))


def must_have_second_factor(member: Member | None) -> bool:
    """Whoever sees what others trusted us with, where the settings ask for it."""
    return settings.REQUIRE_MFA and may_enter_admin(member)


def can_reset_second_factor(member: Member | None, whose: Member) -> bool:
    """Staff, never her own; a superuser's only another superuser."""
    return (
        member is not None
        and member.works_for_staff
        and member.pk != whose.pk
        and (member.is_superuser or not whose.is_superuser)
    )


def can_admit(member: Member | None, application: Application) -> bool:
    """Staff, the root's facilitators, and those of a group of the applicant's region.

    Nobody decides about herself.
    """
    return (
        member is not None
        and application.member_id != member.pk
        and applications_for(member).filter(pk=application.pk).exists()
    )


def applications_for(member: Member | None) -> ApplicationQuerySet:
    """The applications, with a confirmed address, that she may see and decide."""
    if member is None:
        return Application.objects.none()
    confirmed = Application.objects.confirmed()
    if member.works_for_staff:
        return confirmed
    groups = Group.objects.filter(pk__in=member.facilitated_group_ids)
    if groups.filter(kind=Group.Kind.COMMUNITY).exists():
        return confirmed
    regions = groups.filter(region__isnull=False).values("region")
    countries = RegionCountry.objects.filter(region__in=regions).values("country")
    return confirmed.filter(
        Q(organization__region__in=regions)
        | Q(organization__region__isnull=True, organization__country__in=countries)
    )


def can_look_after(member: Member | None, group: Group) -> bool:
    """Staff, and whoever facilitates it or a group above it while her term runs."""
    return member is not None and (
        member.works_for_staff or group.pk in member.facilitated_group_ids
    )


def can_meet_people_of(member: Member | None, group: Group) -> bool:
    """Of a group that she may know of. Who belongs to a hidden one, its own people know."""
    if member is None:
        return False
    if group.seen_by != Group.SeenBy.GROUP or can_look_after(member, group):
        return True
    return group.pk in readable_group_ids(member)


def can_join(group: Group, standing: str) -> bool:
    """At once. `standing` is a `Membership.Status`, or "" for somebody who was never in."""
    if standing == Membership.Status.INVITED:
        return True
    is_free = group.joining == Group.Joining.OPEN and group.parent_id is not None
    return is_free and standing in ("", Membership.Status.LEFT)


def can_ask_to_join(group: Group, standing: str) -> bool:
    """Where one joins on request; and who was removed asks where others walk in."""
    if group.parent_id is None:
        return False
    if standing == Membership.Status.REMOVED:
        return group.joining != Group.Joining.INVITATION
    is_asked = group.joining == Group.Joining.REQUEST
    return is_asked and standing in ("", Membership.Status.LEFT)
