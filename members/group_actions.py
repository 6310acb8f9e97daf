"""Deeds about a member's place in a group. Each is one transaction and is kept as a step.

Whoever changes a place holds the member's row: two deeds about her wait for each other, and the
later one finds how things stand. Nobody joins or leaves the whole community here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from . import person_search
from .access import can_ask_to_join, can_join
from .models import Group, Member, Membership, MembershipStep, Term
from .notices.deliver import write_letter

Deed = MembershipStep.Deed
Status = Membership.Status
# The steps by which somebody came in or went out; the last says how she stands.
TELLING = (Deed.JOINED, Deed.LET_IN, Deed.ACCEPTED, Deed.LEFT, Deed.REMOVED)


class StandsOtherwise(Exception):
    """What she wanted to do is no longer, or was never, possible."""


class HoldsOffice(Exception):
    """A facilitator's place ends after her term, not before."""


def _lock(member: Member, group: Group) -> Membership | None:
    """Her place in the group, if she has one."""
    held = Member.objects.active().select_for_update(no_key=True).filter(pk=member.pk).first()
    if group.parent_id is None or held is None:
        raise StandsOtherwise
    return Membership.objects.filter(member=member, group=group).first()


def _lock_standing(member: Member, group: Group, status: str) -> Membership:
    place = _lock(member, group)
    if place is None or place.status != status:
        raise StandsOtherwise
    return place


def _put(
    member: Member, group: Group, status: str, *, deed: str, by: Member, words: str = ""
) -> None:
    """She stands there from now on."""
    message = words if status == Status.REQUESTED else ""
    Membership.objects.update_or_create(
        member=member,
        group=group,
        defaults={"status": status, "message": message, "created_at": timezone.now()},
    )
    _keep(member, group, deed=deed, by=by, words=words)


def _put_outside(place: Membership, *, deed: str, by: Member, words: str = "") -> None:
    """As if nothing had been asked or offered; who had been removed is so still."""
    member, group = place.member, place.group
    telling = MembershipStep.objects.filter(member=member, group=group, deed__in=TELLING)
    last = telling.last()
    if last and last.deed == Deed.REMOVED:
        place.status, place.message = Status.REMOVED, ""
        place.save(update_fields=["status", "message"])
    else:
        place.delete()
    _keep(member, group, deed=deed, by=by, words=words)


def _keep(member: Member, group: Group, *, deed: str, by: Member, words: str = "") -> None:
    MembershipStep.objects.create(member=member, group=group, deed=deed, by=by, words=words)
    if deed in TELLING:
        person_search.index_people([member.pk])


def _write(kind: str, recipient: Member, group: Group, path: str = "", **facts: object) -> None:
    """`path` is where the letter leads, if not to the group."""
    url = settings.BASE_URL + (path or group.get_absolute_url())
    context = {"group": group.name, "url": url} | facts
    write_letter(kind, address=recipient.email, recipient=recipient, context=context)


# What she does herself.


@transaction.atomic
def join(*, member: Member, group: Group) -> None:
    """Walk in, or accept an invitation. Who is in already stays. Raises StandsOtherwise."""
    place = _lock(member, group)
    standing = place.status if place else ""
    if standing == Status.ACTIVE:
        return
    if not can_join(Group.objects.get(pk=group.pk), standing):
        raise StandsOtherwise
    deed = Deed.ACCEPTED if standing == Status.INVITED else Deed.JOINED
    _put(member, group, Status.ACTIVE, deed=deed, by=member)


@transaction.atomic
def ask(*, member: Member, group: Group, message: str) -> None:
    """Ask those in charge to be let in. Who was invited meanwhile is in. Raises StandsOtherwise."""
    place = _lock(member, group)
    standing = place.status if place else ""
    if standing == Status.INVITED:
        _put(member, group, Status.ACTIVE, deed=Deed.ACCEPTED, by=member)
        return
    if not can_ask_to_join(Group.objects.get(pk=group.pk), standing):
        raise StandsOtherwise
    _put(member, group, Status.REQUESTED, deed=Deed.ASKED, by=member, words=message)
    path = reverse("members:group_request", args=[group.slug, member.handle])
    for term in Term.objects.in_charge_of(group):
        if term.member_id != member.pk:
            facts = {"name": member.name, "message": message}
            _write("group_request", term.member, group, path, **facts)


@transaction.atomic
def take_back(*, member: Member, group: Group) -> None:
    """Her request, before it is answered. Raises StandsOtherwise."""
    place = _lock_standing(member, group, Status.REQUESTED)
    _put_outside(place, deed=Deed.TAKEN_BACK, by=member)


@transaction.atomic
def decline(*, member: Member, group: Group) -> None:
    """An invitation. Raises StandsOtherwise."""
    place = _lock_standing(member, group, Status.INVITED)
    _put_outside(place, deed=Deed.DECLINED, by=member)


@transaction.atomic
def leave(*, member: Member, group: Group) -> None:
    """Raises StandsOtherwise or HoldsOffice."""
    _lock_standing(member, group, Status.ACTIVE)
    _free_of_office(member, group)
    _put(member, group, Status.LEFT, deed=Deed.LEFT, by=member)


# What those do who look after the group.


@transaction.atomic
def let_in(*, member: Member, group: Group, by: Member) -> None:
    """Answer her request with yes, and tell her. Raises StandsOtherwise."""
    _lock_standing(member, group, Status.REQUESTED)
    _put(member, group, Status.ACTIVE, deed=Deed.LET_IN, by=by)
    _write("group_let_in", member, group)


@transaction.atomic
def turn_down(*, member: Member, group: Group, by: Member, reason: str) -> None:
    """Answer her request with no, and tell her why. Raises StandsOtherwise."""
    place = _lock_standing(member, group, Status.REQUESTED)
    _put_outside(place, deed=Deed.TURNED_DOWN, by=by, words=reason)
    _write("group_turned_down", member, group, reverse("members:group_list"), reason=reason)


@transaction.atomic
def invite(*, members: Iterable[Member], group: Group, by: Member, words: str = "") -> int:
    """Offer each of them a place; who has asked for one is let in. How many got a letter."""
    in_order = sorted(members, key=lambda one: one.pk)
    return sum(_invite(member, group, by, words) for member in in_order)


def _invite(member: Member, group: Group, by: Member, words: str) -> bool:
    try:
        place = _lock(member, group)
    except StandsOtherwise:
        return False
    if place is not None and place.status == Status.REQUESTED:
        let_in(member=member, group=group, by=by)
        return True
    if place is not None and place.status not in (Status.LEFT, Status.REMOVED):
        return False
    _put(member, group, Status.INVITED, deed=Deed.INVITED, by=by, words=words)
    _write("group_invited", member, group, name=by.name, message=words)
    return True


@transaction.atomic
def revoke(*, member: Member, group: Group, by: Member) -> None:
    """An invitation that she has not answered. Raises StandsOtherwise."""
    place = _lock_standing(member, group, Status.INVITED)
    _put_outside(place, deed=Deed.REVOKED, by=by)


@transaction.atomic
def remove(*, member: Member, group: Group, by: Member, reason: str) -> None:
    """Take her place away, and tell her why. Raises StandsOtherwise or HoldsOffice."""
    if member.pk == by.pk:
        raise StandsOtherwise
    _lock_standing(member, group, Status.ACTIVE)
    _free_of_office(member, group)
    _put(member, group, Status.REMOVED, deed=Deed.REMOVED, by=by, words=reason)
    _write("group_removed", member, group, reverse("members:group_list"), reason=reason)


def _free_of_office(member: Member, group: Group) -> None:
    if member.terms.current().filter(group=group).exists():
        raise HoldsOffice
