"""Deeds around invitations: sending many, taking back, sending again, and coming in by one.

Nothing that an inviter sees depends on whether an address is known here: the request treats all
alike, and the worker, who writes the letters, is the first to look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from . import person_search
from .access import can_invite_to
from .actions import new_handle
from .invited import by_address, is_addressed_to
from .models import (
    Acceptance,
    Affiliation,
    Application,
    CharterVersion,
    Group,
    Invitation,
    Member,
    Membership,
    Organization,
)
from .models.invitations import MOST_LETTERS, InvitationQuerySet, end_of_validity
from .tasks import write_invitations

DAY = dt.timedelta(days=1)
# Letters that one person may ask for in 24 hours.
MOST_A_DAY = 500
MOST_A_DAY_FOR_STAFF = 5_000
# How often a newcomer's row is written anew when somebody else was quicker.
TRIES = 3
ENTERS = (Member.Status.ACTIVE, Member.Status.APPLIED)


class NotAllowed(Exception):
    """She may not invite to this organization or group."""


class NotOpen(Exception):
    """Answered, taken back or over: somebody was quicker, or the days are."""


class TooSoon(Exception):
    """The last letter has left less than a day ago, or three have, or many today."""


class AddressKnown(Exception):
    """Somebody has an account with this address, so she has to log in."""


class NotForHer(Exception):
    """It was sent to another address, or she may not come in by an invitation."""


@dataclass
class Sent:
    """What became of each address."""

    sent: list[str] = field(default_factory=list)
    invited_before: list[str] = field(default_factory=list)
    too_many: list[str] = field(default_factory=list)


def most_a_day(member: Member) -> int:
    return MOST_A_DAY_FOR_STAFF if member.works_for_staff else MOST_A_DAY


@transaction.atomic
def invite(
    *,
    by: Member,
    addresses: Sequence[str],
    organization: Organization | None = None,
    group: Group | None = None,
    words: str = "",
    language: str = "",
) -> Sent:
    """Invite those whom she has no open invitation for, as many as she may today.

    `addresses` are canonical. Raises NotAllowed.
    """
    if not can_invite_to(by, organization, group):
        raise NotAllowed
    # Whatever else she sends at the same moment waits, and counts.
    Member.objects.select_for_update().get(pk=by.pk)
    hers = Invitation.objects.filter(invited_by=by, status=Invitation.Status.OPEN)
    same = hers.filter(organization=organization, group=group, address__in=addresses)
    _close(same.filter(expires_at__lte=timezone.now()), Invitation.Status.EXPIRED)
    before = set(same.values_list("address", flat=True))
    fresh = [address for address in addresses if address not in before]
    room = _room_today(by)
    done = Sent(fresh[:room], [one for one in addresses if one in before], fresh[room:])
    Invitation.objects.bulk_create(
        (
            Invitation(
                address=address,
                invited_by=by,
                organization=organization,
                group=group,
                words=words,
                language=language or translation.get_language() or "en",
            )
            for address in done.sent
        ),
        batch_size=1_000,
    )
    if done.sent:
        write_invitations.defer()
    return done


@transaction.atomic
def revoke(*, invitation: Invitation) -> None:
    """Its links open nothing from now on. Raises NotOpen."""
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk)
    if not locked.filter(status=Invitation.Status.OPEN).exists():
        raise NotOpen
    _close(locked, Invitation.Status.REVOKED)


@transaction.atomic
def send_again(*, invitation: Invitation, by: Member) -> None:
    """Another letter, and fourteen more days. Raises NotOpen, NotAllowed, TooSoon."""
    Member.objects.select_for_update().get(pk=by.pk)
    fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if fresh.status not in (Invitation.Status.OPEN, Invitation.Status.EXPIRED):
        raise NotOpen
    if not can_invite_to(by, fresh.organization, fresh.group):
        raise NotAllowed
    if not may_be_sent_again(fresh) or not _room_today(by):
        raise TooSoon
    fresh.status, fresh.closed_at = Invitation.Status.OPEN, None
    fresh.letters += 1
    fresh.letter_asked_at, fresh.letter_written_at = timezone.now(), None
    fresh.expires_at, fresh.reminded_at = end_of_validity(), None
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        # She has invited the same address to the same place once more meanwhile.
        raise NotOpen from None
    write_invitations.defer()


def may_be_sent_again(invitation: Invitation) -> bool:
    """A person who is asked too often is not asked, but pestered."""
    waited = invitation.letter_asked_at <= timezone.now() - DAY
    answerable = invitation.status in (Invitation.Status.OPEN, Invitation.Status.EXPIRED)
    return answerable and waited and invitation.letters < MOST_LETTERS


def join(
    *,
    digest: str,
    name: str,
    country: str,
    organization: Organization | None,
    password: str,
    charter: CharterVersion | None,
) -> Member:
    """A newcomer is a member from now on; her address counts as confirmed by the letter.

    `organization` is what she says where the invitation leaves it to her. Without a password she
    logs in by codes. Raises NotOpen, AddressKnown.
    """
    facts = {"name": name, "country": country, "password": make_password(password or None)}
    for _once_more in range(TRIES):
        try:
            return _join(digest, organization, charter, facts)
        except IntegrityError:
            # Somebody took the handle, or registered with the address, since we looked.
            continue
    return _join(digest, organization, charter, facts)


@transaction.atomic
def _join(
    digest: str,
    organization: Organization | None,
    charter: CharterVersion | None,
    facts: dict[str, str],
) -> Member:
    invitation = _lock_open(digest)
    if by_address([invitation.address]):
        raise AddressKnown
    language = translation.get_language() or "en"
    member = Member.objects.create(
        email=invitation.address,
        handle=new_handle(facts["name"]),
        status=Member.Status.ACTIVE,
        interface_language=language,
        **facts,
    )
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    if charter:
        Acceptance.objects.create(member=member, version=charter, language=language)
    _seat(member, invitation, invitation.organization or organization)
    return member


@transaction.atomic
def accept(*, digest: str, member: Member) -> Invitation:
    """Somebody who has an account comes into what she is invited to; an applicant is admitted.

    Raises NotOpen, NotForHer.
    """
    invitation = _lock_open(digest)
    waiting = Application.objects.open().filter(member=member)
    application = waiting.select_for_update(of=("self",)).first()
    fresh = Member.objects.select_for_update().get(pk=member.pk)
    if fresh.status not in ENTERS or not is_addressed_to(invitation, fresh):
        raise NotForHer
    organization = invitation.organization
    if fresh.status == Member.Status.APPLIED:
        fresh.status = Member.Status.ACTIVE
        fresh.save(update_fields=["status"])
        if application:
            organization = organization or application.organization
            application.decision = Application.Decision.ADMITTED
            application.decided_at, application.decided_by = timezone.now(), invitation.invited_by
            application.save(update_fields=["decision", "decided_at", "decided_by"])
    _seat(fresh, invitation, organization)
    return invitation


def _lock_open(digest: str) -> Invitation:
    keys = Invitation.objects.open().filter(keys__digest=digest)
    invitation = keys.select_for_update(of=("self",)).first()
    if invitation is None:
        raise NotOpen
    return invitation


def _seat(member: Member, invitation: Invitation, organization: Organization | None) -> None:
    """Her place in the community, in the group and in the organization; the invitation is used."""
    today = timezone.localdate()
    if organization:
        member.affiliations.current().exclude(organization=organization).update(until=today)
        Affiliation.objects.get_or_create(
            member=member, organization=organization, until=None, defaults={"since": today}
        )
    for community in Group.objects.filter(kind=Group.Kind.COMMUNITY):
        Membership.objects.get_or_create(member=member, group=community)
    if invitation.group_id:
        Membership.objects.update_or_create(
            member=member,
            group_id=invitation.group_id,
            defaults={"status": Membership.Status.ACTIVE},
        )
    invitation.status, invitation.closed_at = Invitation.Status.ACCEPTED, timezone.now()
    invitation.accepted_by = member
    invitation.save(update_fields=["status", "closed_at", "accepted_by"])
    person_search.index_people([member.pk])


def _close(invitations: InvitationQuerySet, status: str) -> None:
    invitations.update(status=status, closed_at=timezone.now())


def _room_today(member: Member) -> int:
    lately = Invitation.objects.filter(invited_by=member, letter_asked_at__gt=timezone.now() - DAY)
    return max(0, most_a_day(member) - lately.count())
