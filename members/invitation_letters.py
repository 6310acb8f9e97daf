"""What the worker does with invitations: their letters, reminders, and closing what is over.

Here alone it matters who is behind an address; see `members.invitations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from .invited import by_address, opens_something
from .models import Invitation, InvitationKey, Member
from .models.invitations import InvitationQuerySet, digest_of, new_key
from .notices.deliver import compose_letter, keep_letters
from .notices.models import Letter

# So many letters are written in one transaction.
BATCH = 200
REMIND_BEFORE = dt.timedelta(days=4)
# Addresses of people who did not come are kept no longer.
KEPT_FOR = dt.timedelta(days=90)


def write_waiting() -> int:
    """The letters that have been asked for. Returns how many invitations had one."""
    written = 0
    while batch := _write_some():
        written += len(batch)
    return written


def remind() -> int:
    """A second letter, once, four days before the end, to those who may still come in."""
    reminded = 0
    while batch := _remind_some():
        reminded += len(batch)
    return reminded


def close_expired() -> int:
    over = Invitation.objects.filter(status=Invitation.Status.OPEN, expires_at__lte=timezone.now())
    return over.update(status=Invitation.Status.EXPIRED, closed_at=timezone.now())


def forget_old() -> int:
    """Delete what nobody accepted, so that strangers' addresses do not stay here."""
    unanswered = (Invitation.Status.EXPIRED, Invitation.Status.REVOKED)
    old = Invitation.objects.filter(status__in=unanswered, closed_at__lt=timezone.now() - KEPT_FOR)
    _rows, deleted = old.delete()
    return deleted.get("members.Invitation", 0)


@transaction.atomic
def _write_some() -> Sequence[Invitation]:
    batch = _lock(Invitation.objects.open().filter(letter_written_at=None), "letter_asked_at")
    people = by_address([one.address for one in batch])
    _write((one, people.get(one.address), "") for one in batch)
    chosen = Invitation.objects.filter(pk__in=[one.pk for one in batch])
    chosen.update(letter_written_at=timezone.now())
    return batch


@transaction.atomic
def _remind_some() -> Sequence[Invitation]:
    due = Invitation.objects.open().filter(
        letter_written_at__isnull=False,
        reminded_at=None,
        expires_at__lte=timezone.now() + REMIND_BEFORE,
    )
    batch = _lock(due, "expires_at")
    people = by_address([one.address for one in batch])
    _write(
        (one, people.get(one.address), "invitation_reminder")
        for one in batch
        if opens_something(one, people.get(one.address))
    )
    chosen = Invitation.objects.filter(pk__in=[one.pk for one in batch])
    chosen.update(reminded_at=timezone.now())
    return batch


def _lock(invitations: InvitationQuerySet, order: str) -> Sequence[Invitation]:
    """Some that nobody else is at."""
    related = invitations.select_related("invited_by", "organization", "group")
    locked = related.select_for_update(of=("self",), skip_locked=True)
    return list(locked.order_by(order, "pk")[:BATCH])


def _write(rows: Iterable[tuple[Invitation, Member | None, str]]) -> None:
    """A letter for each invitation and the person at its address, of that kind or the fitting."""
    keys, letters = [], []
    for invitation, person, kind in rows:
        key = new_key() if opens_something(invitation, person) else ""
        if key:
            keys.append(InvitationKey(invitation=invitation, digest=digest_of(key)))
        letters.append(_letter(kind or _kind(person), invitation, person, key))
    InvitationKey.objects.bulk_create(keys)
    keep_letters(letters)


def _kind(person: Member | None) -> str:
    if person is None:
        return "invitation"
    fitting = {
        Member.Status.APPLIED: "invitation_applicant",
        Member.Status.ACTIVE: "invitation_member",
    }
    return fitting.get(Member.Status(person.status), "invitation_known")


def _letter(kind: str, invitation: Invitation, person: Member | None, key: str) -> Letter:
    path = reverse("members:invitation_open", args=[key]) if key else ""
    return compose_letter(
        kind,
        address=invitation.address,
        recipient=person,
        language=(person.interface_language if person else "") or invitation.language,
        context={
            "inviter": invitation.invited_by.name,
            "organization": str(invitation.organization or ""),
            "group": str(invitation.group or ""),
            "words": invitation.words,
            "last_day": invitation.expires_at,
            "key_url": settings.BASE_URL + path if key else "",
        },
    )
