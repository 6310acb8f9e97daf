"""Who may do what in the forums. One short question for each verb.

Reading is `visible_to`, of forums, threads and posts. Whoever is asked about here has already been
found by it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.access import can_look_after, readable_group_ids
from members.models import Group, Member, Term, Visibility
from members.models.visibility import WIDTH
from members.moderation.models import Decision

from . import sealing
from .houses import houses_of
from .models import Forum, Label, Loosening, Post, PostRevision, Thread, Unsealing
from .models.forums import WIDEST
from .models.threads import LABELS, is_looser

# What a thread may be labelled in a forum of this visibility, from wide to narrow.
_WIDTHS: dict[str, tuple[Label, ...]] = {
    "public": (Label.PUBLIC, Label.MEMBERS, Label.GROUP, Label.NOT_QUOTED),
    "members": (Label.MEMBERS, Label.GROUP, Label.NOT_QUOTED),
    "group": (Label.GROUP, Label.NOT_QUOTED),
}

# What those may open who do not look after the group.
FOR_EVERYBODY = (Thread.Kind.DISCUSSION, Thread.Kind.QUESTION)


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
    return tuple(Thread.Kind) if can_moderate(member, forum) else FOR_EVERYBODY


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


def can_go_nameless(member: Member | None, forum: Forum, kind: str = "discussion") -> bool:
    """Where the forum allows it, who belongs to its group: to others the words would be untrue.

    Never where only few may write. That it is one of these would say too much.
    """
    if member is None or not forum.allows_nameless or forum.group_id not in member.group_ids:
        return False
    return kind in FOR_EVERYBODY and can_write_in(member, forum)


def can_open_nameless(member: Member | None, forum: Forum, kind: str = "discussion") -> bool:
    """Where those may open threads who belong to the group, and not its facilitators alone."""
    everybody = forum.opened_by == Forum.OpenedBy.MEMBERS
    return everybody and can_go_nameless(member, forum, kind)


def can_reply_nameless(member: Member | None, thread: Thread) -> bool:
    """In an e-discussion, too, while everybody may speak in it; never as a last word."""
    is_open = thread.locked_at is None and thread.has_begun and can_reply(member, thread)
    return is_open and can_go_nameless(member, thread.forum)


def can_moderate(member: Member | None, forum: Forum) -> bool:
    """Staff, and whoever facilitates its group or one above while her term runs."""
    return can_look_after(member, forum.group)


def is_hers(member: Member | None, post: Post) -> bool:
    """She wrote it, by name or without one."""
    if member is None:
        return False
    if post.is_nameless:
        return post.pk in sealing.hers_among(member, [post])
    return post.author_id == member.pk


def can_edit(member: Member | None, post: Post) -> bool:
    """Who wrote it, where she may still reply."""
    return (
        post.removed_at is None
        and post.hidden_at is None
        and can_reply(member, post.thread)
        and is_hers(member, post)
    )


def opens_its_thread(post: Post) -> bool:
    """Who wrote it opened the thread, and gives it its title."""
    return post.number == 1 and post.author_id == post.thread.opened_by_id


def can_remove(member: Member | None, post: Post) -> bool:
    """Who wrote it, at any time: her words are hers."""
    return post.removed_at is None and is_hers(member, post)


def can_read_hidden_revision(member: Member | None, post: Post) -> bool:
    """As with a hidden post: who wrote it, and whoever looks after the group."""
    return can_moderate(member, post.thread.forum) or is_hers(member, post)


def can_hide_revision(member: Member | None, revision: PostRevision) -> bool:
    """Whoever looks after the group; of her own post, somebody else."""
    post = revision.post
    return can_moderate(member, post.thread.forum) and not is_hers(member, post)


def can_thank(member: Member | None, post: Post) -> bool:
    """Every member who reads it, but not for what she wrote herself."""
    there = post.removed_at is None and post.hidden_at is None
    return member is not None and there and not is_hers(member, post)


def can_see_who_thanked(member: Member | None, thread: Thread) -> bool:
    """Members; nobody where nobody is to be quoted."""
    return member is not None and thread.label != Label.NOT_QUOTED


def can_say_what_helped(member: Member | None, thread: Thread) -> bool:
    """Who asked, with or without her name, and whoever looks after the group."""
    if member is None or thread.kind != Thread.Kind.QUESTION:
        return False
    if thread.opened_by_id == member.pk or can_moderate(member, thread.forum):
        return True
    if thread.opened_by_id is not None:
        return False
    asked = thread.posts.filter(number=1, is_nameless=True).first()
    return asked is not None and is_hers(member, asked)


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


def can_answer_loosening(member: Member | None, loosening: Loosening) -> bool:
    """The other one of the two: of its opener and somebody who looks after the group."""
    if member is None or loosening.answered_at or loosening.asked_by_id == member.pk:
        return False
    thread = loosening.thread
    if loosening.asked_by_id == thread.opened_by_id:
        return can_moderate(member, thread.forum)
    return thread.opened_by_id == member.pk


def can_restore(member: Member | None, thing: Thread | Post) -> bool:
    """Whoever looks after the group; of her own, only what she hid herself.

    Where there is nobody else who could decide, she may.
    """
    forum = thing.forum if isinstance(thing, Thread) else thing.thread.forum
    if member is None or not can_moderate(member, forum):
        return False
    return not _is_hers(member, thing) or _hid(member, thing) or _is_alone(member, forum.group)


def _is_hers(member: Member, thing: Thread | Post) -> bool:
    if isinstance(thing, Post):
        return thing.author_id == member.pk or bool(sealing.hers_among(member, [thing]))
    if thing.opened_by_id:
        return thing.opened_by_id == member.pk
    first = thing.posts.filter(number=1).only("pk", "is_nameless")
    return bool(sealing.hers_among(member, first))


def _hid(member: Member, thing: Thread | Post) -> bool:
    last = Decision.objects.about(thing).filter(deed="hide").first()
    return last is not None and last.by_id == member.pk


def _is_alone(member: Member, group: Group) -> bool:
    if Term.objects.in_charge_of(group, besides=member).exists():
        return False
    return not Member.objects.active().filter(is_staff=True).exclude(pk=member.pk).exists()


def audience_of(thread: Thread) -> str:
    """As a `Visibility`: who reads it after its label, its forum and all groups above it.

    What is for the whole community as a group is for all members.
    """
    forum, group = thread.forum, thread.forum.group
    label = Label.GROUP if thread.label == Label.NOT_QUOTED else thread.label
    width = min(label, forum.visibility, key=WIDTH.__getitem__)
    if width == Visibility.GROUP and group.parent_id is None:
        return Visibility.MEMBERS
    around: Group | None = group
    while around is not None:
        width = min(width, WIDEST[around.seen_by], key=WIDTH.__getitem__)
        around = around.parent
    return width


def can_move(member: Member | None, thread: Thread, forum: Forum) -> bool:
    """Between forums that she looks after; what is for one group only stays with it."""
    if forum.pk == thread.forum_id or forum.closed_at is not None:
        return False
    if not (can_moderate(member, thread.forum) and can_moderate(member, forum)):
        return False
    return forum.group_id == thread.forum.group_id or audience_of(thread) != Visibility.GROUP


def label_after_move(thread: Thread, forum: Forum) -> str:
    """Its own, or as narrow as those who read it now and the other forum make it."""
    return _narrowest(thread.label, audience_of(thread), labels_in(forum)[0])


def why_not_merge(thread: Thread, into: Thread) -> str:
    """In words; empty if the posts of the one may come before the readers of the other."""
    if thread.pk == into.pk:
        return _("This is the same thread.")
    if thread.hidden_at or into.hidden_at:
        return _("One of the two is hidden. Please restore it first.")
    if into.forum.closed_at is not None:
        return _("The forum of the other thread is closed.")
    elsewhere = thread.forum.group_id != into.forum.group_id
    if elsewhere and audience_of(thread) == Visibility.GROUP:
        return _("What was written for one group only is not shown to another.")
    if set(thread.guests.values_list("pk")) != set(into.guests.values_list("pk")):
        return _("The two have not the same guests.")
    return ""


def label_after_merge(thread: Thread, into: Thread) -> str:
    """The narrower one of both, as after a move."""
    return _narrowest(label_after_move(thread, into.forum), into.label)


def _narrowest(*labels: str) -> str:
    return max(labels, key=LABELS.index)


def can_ask_to_unseal(member: Member | None, post: Post) -> bool:
    """Who looks after the group, for a house that is known. Never of her own post."""
    if member is None or not post.is_nameless or post.removed_at:
        return False
    return (
        can_moderate(member, post.thread.forum)
        and member.pk in houses_of([member])
        and post.pk not in sealing.hers_among(member, [post])
    )


def can_answer_unsealing(member: Member, unsealing: Unsealing) -> bool:
    """`visible_to` shows one that waits to who asked, and to those who may answer."""
    return unsealing.is_waiting and unsealing.asked_by_id != member.pk


def can_look_behind_seal(unsealing: Unsealing) -> bool:
    """And one that is agreed to, to the two, as long as they look after the group."""
    return unsealing.is_shown
