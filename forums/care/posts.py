"""What is done with one post: hide and restore.

A post that is hidden leaves a trace with its number and the reason, which everybody reads. Of a
nameless one nobody is told: a letter would say whose it is.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forums import access, search
from forums.actions import NotNow
from forums.models import Post
from members.models import Member

from . import letters
from .holding import hold_post, note


@transaction.atomic
def hide(*, post: Post, by: Member, why: str) -> None:
    """Raises `NotNow` if it is hidden or removed already."""
    held = hold_post(post, by)
    if held.hidden_at:
        raise NotNow
    held.hidden_at, held.hidden_why = timezone.now(), why
    held.save(update_fields=["hidden_at", "hidden_why"])
    note(held, "hide", forum=held.thread.forum, by=by, why=why)
    letters.tell_of_hiding(held, by=by, why=why)
    search.index_later(held.thread, [held.number])


@transaction.atomic
def restore(*, post: Post, by: Member, why: str) -> None:
    """Not by its author, where somebody else hid it and another can decide. Raises `NotNow`."""
    held = hold_post(post, by)
    if not held.hidden_at or not access.can_restore(by, held):
        raise NotNow
    before = {"hidden_why": held.hidden_why}
    held.hidden_at, held.hidden_why = None, ""
    held.save(update_fields=["hidden_at", "hidden_why"])
    note(held, "restore", forum=held.thread.forum, by=by, why=why, before=before)
    letters.tell_of_restoring(held, by=by, why=why)
    search.index_later(held.thread, [held.number])
