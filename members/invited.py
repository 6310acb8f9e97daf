"""Who is behind an address that somebody was invited at. Never asked while an inviter waits."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.models import EmailAddress

from .models import Invitation, Member
from .pasted_addresses import also_written


def by_address(addresses: Sequence[str]) -> dict[str, Member]:
    """The people who have an account with these addresses, whatever their standing."""
    written = {form: one for one in addresses for form in (also_written(one), one)}
    confirmed = EmailAddress.objects.filter(email__in=written, verified=True)
    found = {written[one.email]: one.user for one in confirmed.select_related("user")}
    # Before a second address of somebody else counts whose log-in it is.
    logins = Member.objects.filter(email__in=written)
    return found | {written[one.email]: one for one in logins}


def is_addressed_to(invitation: Invitation, person: Member) -> bool:
    """Whether she reads letters at that address."""
    holder = by_address([invitation.address]).get(invitation.address)
    return holder is not None and holder.pk == person.pk


def adds_something(invitation: Invitation, member: Member) -> bool:
    """Whether a member would come into a group or an organization in which she is not yet."""
    hers = member.memberships.active()
    if invitation.group_id and not hers.filter(group=invitation.group_id).exists():
        return True
    works = member.affiliations.current().filter(organization=invitation.organization_id)
    return invitation.organization_id is not None and not works.exists()


def opens_something(invitation: Invitation, person: Member | None) -> bool:
    """Whether the invitation lets this person into anything; None is somebody who is new here."""
    if person is None or person.status == Member.Status.APPLIED:
        return True
    return person.status == Member.Status.ACTIVE and adds_something(invitation, person)
