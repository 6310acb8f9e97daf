"""Who may open which door. Rooms ask here; nothing here knows a room.

A page is closed unless its view says why it is open: `@public("why")` for everybody,
`@for_applicants("why")` for everybody who is logged in, whatever her standing.
"""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Q

from .models import Application, Member, Membership, Region, RegionCountry, Visibility
from .models.groups import Group, GroupQuerySet
from .models.organizations import Affiliation, Organization, OrganizationQuerySet
from .models.people import ApplicationQuerySet, MemberQuerySet
from .models.suspensions import Suspension
from .models.terms import HANDOVER_DAYS

# After a decline; staff may allow it earlier.
APPLY_AGAIN_AFTER = dt.timedelta(days=90)

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


def can_suspend(member: Member | None, whom: Member) -> bool:
    """Staff, never herself; a superuser only another superuser. So it is with lifting."""
    return (
        member is not None
        and member.works_for_staff
        and member.pk != whom.pk
        and (member.is_superuser or not whom.is_superuser)
    )


def who_answers_appeals(suspension: Suspension) -> MemberQuerySet:
    """Staff who did not decide it, if there are any; about a superuser, superusers alone."""
    staff = Member.objects.active().filter(is_staff=True).exclude(pk=suspension.member_id)
    if suspension.member.is_superuser:
        staff = staff.filter(is_superuser=True)
    others = staff.exclude(pk=suspension.by_id) if suspension.by_id else staff
    return others if others.exists() else staff


def can_answer_appeal(member: Member | None, suspension: Suspension) -> bool:
    return member is not None and who_answers_appeals(suspension).filter(pk=member.pk).exists()


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
    if member.works_for_staff:
        return Application.objects.confirmed()
    return applications_to(Group.objects.filter(pk__in=member.facilitated_group_ids))


def applications_to(groups: GroupQuerySet) -> ApplicationQuerySet:
    """Those that facilitators of these groups answer: of their regions; in the root, all."""
    the_root = Exists(groups.filter(kind=Group.Kind.COMMUNITY))
    regions = Region.objects.filter(groups__in=groups).values("pk")
    countries = RegionCountry.objects.filter(region__in=regions).values("country")
    return Application.objects.confirmed().filter(
        Q(the_root)
        | Q(organization__region__in=regions)
        | Q(organization__region__isnull=True, organization__country__in=countries)
        | Q(organization__isnull=True, member__country__in=countries)
    )


def groups_to_hand_over(member: Member | None) -> GroupQuerySet:
    """Those of which she reads the handover page: staff, who facilitates them, and who soon will.

    Where nobody holds office, those of the whole community facilitate, as they do everywhere.
    """
    if member is None:
        return Group.objects.none()
    if member.works_for_staff:
        return Group.objects.all()
    soon = member.terms.coming(within_days=HANDOVER_DAYS).values("group")
    return Group.objects.filter(Q(pk__in=member.facilitated_group_ids) | Q(pk__in=soon))


def can_invite(member: Member | None) -> bool:
    """Staff, facilitators while their term runs, and focal points of their organization."""
    return may_enter_admin(member) or organizations_to_invite_for(member).exists()


def can_invite_to(
    member: Member | None, organization: Organization | None, group: Group | None
) -> bool:
    """A focal point invites to her own organization alone; who looks after a group, freely."""
    if group and not groups_to_invite_to(member).filter(pk=group.pk).exists():
        return False
    if organization is None:
        return may_enter_admin(member)
    return organizations_to_invite_for(member).filter(pk=organization.pk).exists()


def organizations_to_invite_for(member: Member | None) -> OrganizationQuerySet:
    """Those for which the people she invites may come in."""
    if member is None:
        return Organization.objects.none()
    if may_enter_admin(member):
        return Organization.objects.listed()
    hers = Affiliation.objects.current().filter(member=member, is_focal_point=True)
    return Organization.objects.listed().filter(pk__in=hers.values("organization"))


def groups_to_invite_to(member: Member | None) -> GroupQuerySet:
    """Those she looks after; for staff, all. Not the root, to which everybody belongs anyway."""
    groups = Group.objects.filter(parent__isnull=False)
    if member is None:
        return groups.none()
    if member.works_for_staff:
        return groups
    return groups.filter(pk__in=member.facilitated_group_ids)


def keeps_organization(member: Member | None, organization: Organization) -> bool:
    """Its focal points and staff keep its page, and see who belongs to it."""
    if member is None:
        return False
    if member.works_for_staff:
        return True
    hers = organization.affiliations.current().filter(member=member, is_focal_point=True)
    return hers.exists()


def goes_to_review(member: Member) -> bool:
    """Whether her membership is looked at again when she leaves her organization.

    The access of staff does not come from an organization.
    """
    return member.status == Member.Status.ACTIVE and not member.is_staff


def may_apply_again_at(application: Application) -> dt.datetime | None:
    """From when on; None if this is no declined application."""
    if application.decision != Application.Decision.DECLINED or application.decided_at is None:
        return None
    if application.again_at:
        return application.again_at
    return application.decided_at + APPLY_AGAIN_AFTER


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
