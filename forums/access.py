"""Who may do what in the forums. One short question for each verb.

Reading is `visible_to`, of forums, threads and posts. Whoever is asked about here has already been
found by it.
"""

from __future__ import annotations

from members.access import can_look_after, readable_group_ids
from members.models import Member

from .models import Forum, Label, Post, Thread
from .models.threads import is_looser

# What a thread may be labelled in a forum of this visibility, from wide to narrow.
_WIDTHS: dict[str, tuple[Label, ...]] = {
    "public": (Label.PUBLIC, Label.MEMBERS, Label.GROUP, Label.NOT_QUOTED),
    "members": (Label.MEMBERS, Label.GROUP, Label.NOT_QUOTED),
    "group": (Label.GROUP, Label.NOT_QUOTED),
}


def labels_in(forum: Forum) -> tuple[Label, ...]:
    """None of them wider than the forum; the first is the usual one."""
    return _WIDTHS[forum.visibility]


def can_write_in(member: Member | None, forum: Forum) -> bool:
    """The group's members, whoever looks after it, and staff; nobody once the forum is closed."""
    if member is None or forum.closed_at is not None:
        return False
    return member.works_for_staff or forum.group_id in readable_group_ids(member)


def can_open_thread(member: Member | None, forum: Forum) -> bool:
    if forum.opened_by == Forum.OpenedBy.FACILITATORS and not can_moderate(member, forum):
        return False
    return can_write_in(member, forum)


def kinds_for(member: Member | None, forum: Forum) -> tuple[Thread.Kind, ...]:
    """What she may open here; announcements and e-discussions are for who looks after it."""
    if not can_open_thread(member, forum):
        return ()
    usual = (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION)
    return tuple(Thread.Kind) if can_moderate(member, forum) else usual


def can_reply(member: Member | None, thread: Thread) -> bool:
    """Where she may write, unless it is locked, hidden or over; its guests as well.

    Who looks after it may speak a last word in a locked thread, and not in one that is over.
    """
    if member is None or thread.hidden_at or thread.merged_into_id or thread.is_over:
        return False
    if not thread.has_begun and not can_moderate(member, thread.forum):
        return False
    if thread.locked_at and not can_moderate(member, thread.forum):
        return False
    return can_write_in(member, thread.forum) or is_guest(member, thread)


def is_guest(member: Member, thread: Thread) -> bool:
    return (
        thread.kind == Thread.Kind.E_DISCUSSION
        and thread.forum.closed_at is None
        and thread.guests.filter(pk=member.pk).exists()
    )


def can_go_nameless(member: Member | None, forum: Forum) -> bool:
    """Where the forum allows it, whoever may write there as one of the group."""
    return forum.allows_nameless and can_write_in(member, forum)


def can_moderate(member: Member | None, forum: Forum) -> bool:
    """Staff, and whoever facilitates its group or one above while her term runs."""
    return can_look_after(member, forum.group)


def can_edit(member: Member | None, post: Post) -> bool:
    """Its author by name, where she may still reply. Of nameless ones `sealing` knows."""
    return (
        member is not None
        and post.author_id == member.pk
        and post.removed_at is None
        and post.hidden_at is None
        and can_reply(member, post.thread)
    )


def can_remove(member: Member | None, post: Post) -> bool:
    """Its author, at any time: her words are hers."""
    return member is not None and post.author_id == member.pk and post.removed_at is None


def can_say_what_helped(member: Member | None, thread: Thread) -> bool:
    """Who asked, and whoever looks after the group."""
    if member is None or thread.kind != Thread.Kind.QUESTION:
        return False
    return thread.opened_by_id == member.pk or can_moderate(member, thread.forum)


def can_tighten(member: Member | None, thread: Thread, label: str) -> bool:
    """Anyone who may post in it."""
    return is_looser(thread.label, than=label) and (
        can_reply(member, thread) or can_moderate(member, thread.forum)
    )


def can_ask_to_loosen(member: Member | None, thread: Thread, label: str) -> bool:
    """Its opener or who looks after the group; the other one has to agree.

    A thread that was opened without a name stays as narrow as it is.
    """
    if member is None or thread.opened_by_id is None or not is_looser(label, than=thread.label):
        return False
    if label not in labels_in(thread.forum):
        return False
    return thread.opened_by_id == member.pk or can_moderate(member, thread.forum)
