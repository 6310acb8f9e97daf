"""What the confidentiality of a thread means, in words, and how far it really reaches."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Visibility
from members.models.visibility import is_wider

from .models import Forum, Label, Thread
from .models.forums import widest_in

# In a word, for a badge; then what it asks of the reader.
SHORT: dict[str, str | Promise] = {
    Label.PUBLIC: _("public"),
    Label.MEMBERS: _("members"),
    Label.GROUP: _("the group"),
    Label.NOT_QUOTED: _("not to be quoted"),
}
MEANINGS: dict[str, str | Promise] = {
    Label.PUBLIC: _("Everyone may read this, without logging in, and pass it on."),
    Label.MEMBERS: _("All members of the community may read this. It stays among us."),
    Label.GROUP: _("Only the group reads this. What is said here stays here."),
    Label.NOT_QUOTED: _(
        "Chatham House: only the group reads this. You may use what is said here, but tell nobody "
        "who said it, or for which organization."
    ),
}
READERS: dict[str, str | Promise] = {
    Visibility.PUBLIC: _("Everyone may read it"),
    Visibility.MEMBERS: _("For members of the community"),
    Visibility.GROUP: _("For the group only"),
}
KINDS_OF_BADGE = {Label.PUBLIC: "success", Label.NOT_QUOTED: "warning"}


@dataclass(frozen=True)
class Shown:
    """A label as pages draw it."""

    label: str
    short: str | Promise
    meaning: str | Promise
    badge_kind: str


def reach(forum: Forum) -> str:
    """Who may read in it: its visibility, or that of its group where the group is narrower."""
    most = widest_in(forum.group)
    return most if is_wider(forum.visibility, than=most) else forum.visibility


def in_force(thread: Thread) -> str:
    """Its label, or the widest that its forum lets through where the forum is narrower."""
    reached = reach(thread.forum)
    if thread.label == Label.PUBLIC and reached != Visibility.PUBLIC:
        return Label.MEMBERS if reached == Visibility.MEMBERS else Label.GROUP
    if thread.label == Label.MEMBERS and reached == Visibility.GROUP:
        return Label.GROUP
    return thread.label


def shown(thread: Thread) -> Shown:
    label = in_force(thread)
    return Shown(label, SHORT[label], MEANINGS[label], KINDS_OF_BADGE.get(Label(label), "info"))
