"""What is done with one thread: lock, pin, hide, close. Each is one transaction.

Every deed raises `NotNow` where it does not fit any more: somebody was quicker.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forums import access, search
from forums.actions import NotNow
from forums.models import Thread
from members.models import Member

from . import letters
from .holding import hold, note


@transaction.atomic
def lock(*, thread: Thread, by: Member, why: str) -> None:
    """Nobody replies any more but those who look after the group; all read why."""
    held = hold(thread, by)
    if held.locked_at:
        raise NotNow
    held.locked_at, held.locked_why = timezone.now(), why
    held.save(update_fields=["locked_at", "locked_why"])
    note(held, "lock", forum=held.forum, by=by, why=why)


@transaction.atomic
def unlock(*, thread: Thread, by: Member, why: str) -> None:
    held = hold(thread, by)
    if not held.locked_at:
        raise NotNow
    before = {"locked_why": held.locked_why}
    held.locked_at, held.locked_why = None, ""
    held.save(update_fields=["locked_at", "locked_why"])
    note(held, "unlock", forum=held.forum, by=by, why=why, before=before)


@transaction.atomic
def pin(*, thread: Thread, by: Member, why: str) -> None:
    """It stands above the others of its forum."""
    held = hold(thread, by)
    if held.pinned_at or held.hidden_at:
        raise NotNow
    held.pinned_at = timezone.now()
    held.save(update_fields=["pinned_at"])
    note(held, "pin", forum=held.forum, by=by, why=why)


@transaction.atomic
def unpin(*, thread: Thread, by: Member, why: str) -> None:
    held = hold(thread, by)
    if not held.pinned_at:
        raise NotNow
    held.pinned_at = None
    held.save(update_fields=["pinned_at"])
    note(held, "unpin", forum=held.forum, by=by, why=why)


@transaction.atomic
def hide(*, thread: Thread, by: Member, why: str) -> None:
    """Only those who look after the group find it; who opened it by name reads why in a letter."""
    held = hold(thread, by)
    if held.hidden_at:
        raise NotNow
    held.hidden_at, held.hidden_why = timezone.now(), why
    held.save(update_fields=["hidden_at", "hidden_why"])
    note(held, "hide", forum=held.forum, by=by, why=why)
    letters.tell_of_hiding(held, by=by, why=why)
    search.index_later(held)


@transaction.atomic
def restore(*, thread: Thread, by: Member, why: str) -> None:
    """Not by the one who opened it, where somebody else hid it and another can decide."""
    held = hold(thread, by)
    if not held.hidden_at or not access.can_restore(by, held):
        raise NotNow
    before = {"hidden_why": held.hidden_why}
    held.hidden_at, held.hidden_why = None, ""
    held.save(update_fields=["hidden_at", "hidden_why"])
    note(held, "restore", forum=held.forum, by=by, why=why, before=before)
    letters.tell_of_restoring(held, by=by, why=why)
    search.index_later(held)


@transaction.atomic
def close(*, thread: Thread, by: Member, why: str) -> None:
    """An e-discussion, before its last day."""
    held = hold(thread, by)
    if held.kind != Thread.Kind.E_DISCUSSION or held.is_over:
        raise NotNow
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    before = {"closes_on": str(held.closes_on)}
    note(held, "close", forum=held.forum, by=by, why=why, before=before)
