"""Closing a forum and opening it again: who has read in it still does, and nobody writes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forums import access
from forums.actions import NotNow
from forums.models import Forum
from members.models import Member

from .holding import note


@transaction.atomic
def close(*, forum: Forum, by: Member, why: str) -> None:
    """Raises `NotNow` if it is closed."""
    held = _hold(forum, by)
    if held.closed_at:
        raise NotNow
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    note(held, "close_forum", forum=held, by=by, why=why)


@transaction.atomic
def reopen(*, forum: Forum, by: Member, why: str) -> None:
    """Raises `NotNow` if it is not closed."""
    held = _hold(forum, by)
    if not held.closed_at:
        raise NotNow
    held.closed_at = None
    held.save(update_fields=["closed_at"])
    note(held, "reopen_forum", forum=held, by=by, why=why)


def _hold(forum: Forum, by: Member) -> Forum:
    rows = Forum.objects.select_related("group").select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=forum.pk)
    if not access.can_moderate(by, held):
        raise NotNow
    return held
