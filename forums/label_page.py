"""What somebody may do about the label of a thread, as its page and that of the label offer it."""

from __future__ import annotations

from typing import Any

from members.models import Member

from . import access, label_actions
from .models import Label, Loosening, Thread
from .models.threads import is_looser


def narrower(thread: Thread) -> list[Label]:
    return [one for one in access.labels_in(thread.forum) if is_looser(thread.label, than=one)]


def wider(member: Member | None, thread: Thread) -> list[Label]:
    """What she may ask for; nobody may before another wish is answered."""
    labels = access.labels_in(thread.forum)
    return [one for one in labels if access.can_ask_to_loosen(member, thread, one)]


def _is_wide(thread: Thread) -> bool:
    """There is nothing wider to wish for."""
    return not any(is_looser(one, than=thread.label) for one in access.labels_in(thread.forum))


def may_narrow(member: Member | None, thread: Thread) -> bool:
    """To any that is left: the right is the same for all."""
    left = narrower(thread)
    return bool(left) and access.can_tighten(member, thread, left[0])


def wish_shown_to(member: Member | None, thread: Thread) -> Loosening | None:
    """The wish that waits, for its opener and for those who look after the group."""
    if member is None or thread.opened_by_id is None or _is_wide(thread):
        return None
    if thread.opened_by_id != member.pk and not access.can_moderate(member, thread.forum):
        return None
    wish = label_actions.waiting(thread)
    if wish is not None:
        wish.thread = thread
    return wish


def offered_on_thread(member: Member | None, thread: Thread, *, may_reply: bool) -> dict[str, Any]:
    """For the page of a thread: whether it leads to that of its label, and the wish that waits."""
    may_narrow = bool(narrower(thread)) and (may_reply or access.can_moderate(member, thread.forum))
    return {
        "may_change_label": may_narrow or bool(wider(member, thread)),
        "wish": wish_shown_to(member, thread),
    }
