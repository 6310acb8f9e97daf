"""What was decided in the forums, in words, as far as the reader may know of what it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.models import Forum, Label, Post, Thread
from members.models import Member
from members.moderation.models import Decision, DecisionQuerySet

THREAD, POST, FORUM = "forums.thread", "forums.post", "forums.forum"
# Of one thread, on its page.
SHOWN_BESIDE = 5
DEEDS = {
    (THREAD, "lock"): gettext_lazy("Thread locked"),
    (THREAD, "unlock"): gettext_lazy("Thread unlocked"),
    (THREAD, "pin"): gettext_lazy("Thread pinned"),
    (THREAD, "unpin"): gettext_lazy("Thread unpinned"),
    (THREAD, "hide"): gettext_lazy("Thread hidden"),
    (THREAD, "restore"): gettext_lazy("Thread restored"),
    (THREAD, "close"): gettext_lazy("E-discussion closed"),
    (THREAD, "move"): gettext_lazy("Thread moved"),
    (THREAD, "merge"): gettext_lazy("Thread merged into another"),
    (THREAD, "split"): gettext_lazy("Posts split off"),
    (POST, "hide"): gettext_lazy("Post hidden"),
    (POST, "restore"): gettext_lazy("Post restored"),
    (THREAD, "tighten"): gettext_lazy("Thread made more confidential"),
    (THREAD, "loosen"): gettext_lazy("Thread opened to more people"),
    (POST, "hide_revision"): gettext_lazy("Former text of a post hidden"),
    (POST, "ask_to_unseal"): gettext_lazy("Opening of a seal asked for"),
    (POST, "agree_to_unseal"): gettext_lazy("Opening of a seal agreed to"),
    (POST, "decline_to_unseal"): gettext_lazy("Opening of a seal declined"),
    (POST, "look_behind_seal"): gettext_lazy("Looked behind a seal"),
    (FORUM, "close_forum"): gettext_lazy("Forum closed"),
    (FORUM, "reopen_forum"): gettext_lazy("Forum opened again"),
}


@dataclass(frozen=True)
class Told:
    """One decision. `url` is empty where the reader does not see the thing, or it is gone."""

    decision: Decision
    deed: str
    url: str
    changes: list[str]


def in_forums(member: Member | None) -> DecisionQuerySet:
    """Those that she may read, the newest first."""
    seen = Decision.objects.visible_to(member).filter(thing__startswith="forums.")
    return seen.select_related("by", "together_with", "group")


def about(thread: Thread, decisions: DecisionQuerySet) -> DecisionQuerySet:
    """Of it, of its posts, and of what was merged into it."""
    merged = Thread.objects.filter(Q(pk=thread.pk) | Q(merged_into=thread))
    threads = merged.order_by().values("pk")
    posts = Post.objects.filter(thread=thread).order_by().values("pk")
    return decisions.filter(
        Q(thing=THREAD, thing_id__in=threads) | Q(thing=POST, thing_id__in=posts)
    )


def latest(thread: Thread, member: Member | None) -> list[Told]:
    """For the page of the thread: in one query, and without links."""
    some = about(thread, in_forums(member))[:SHOWN_BESIDE]
    return [Told(one, deed_of(one), "", []) for one in some]


def deed_of(decision: Decision) -> str:
    """Of another room-mate's deed, its own name."""
    known = DEEDS.get((decision.thing, decision.deed))
    return str(known or decision.deed.replace("_", " "))


def told(decisions: Iterable[Decision], member: Member | None) -> list[Told]:
    """In three queries more, however many they are."""
    found = list(decisions)
    names = _Names(found, member)
    return [Told(one, deed_of(one), names.url(one), names.changes(one)) for one in found]


class _Names:
    """Of the threads, posts and forums that decisions name, those that this member sees."""

    def __init__(self, decisions: list[Decision], member: Member | None) -> None:
        asked: dict[str, set[int]] = {THREAD: set(), POST: set(), FORUM: set()}
        for one in decisions:
            asked.get(one.thing, set()).add(one.thing_id)
            for facts in (one.before, one.after):
                asked[FORUM] |= {facts["forum"]} if "forum" in facts else set()
                asked[THREAD] |= {facts["thread"]} if "thread" in facts else set()
        seen = Thread.objects.visible_to(member)
        self.threads = seen.select_related("forum").in_bulk(asked[THREAD])
        within = Post.objects.filter(thread__in=seen.order_by().values("pk"), pk__in=asked[POST])
        self.posts = set(within.values_list("pk", flat=True)) if asked[POST] else set()
        self.forums = Forum.objects.visible_to(member).in_bulk(asked[FORUM])

    def url(self, decision: Decision) -> str:
        key = decision.thing_id
        if decision.thing == POST:
            return reverse("forums:post_detail", args=[key]) if key in self.posts else ""
        seen: dict[int, Any] = self.forums if decision.thing == FORUM else self.threads
        if decision.deed == "merge":
            key = decision.after.get("thread", key)
        return seen[key].get_absolute_url() if key in seen else ""

    def changes(self, decision: Decision) -> list[str]:
        before, after = decision.before, decision.after
        lines = []
        if "forum" in before and "forum" in after:
            places = {"before": self._forum(before["forum"]), "after": self._forum(after["forum"])}
            lines.append(_("From “%(before)s” to “%(after)s”") % places)
        if "thread" in after:
            into = self.threads.get(after["thread"])
            lines.append(_("Now in: %(title)s") % {"title": into or _("a thread you do not see")})
        if before.get("label") != after.get("label"):
            labels = {"before": _label(before), "after": _label(after)}
            lines.append(_("Confidentiality: %(before)s → %(after)s") % labels)
        return lines

    def _forum(self, key: int) -> str:
        return str(self.forums.get(key, _("another forum")))


def _label(facts: dict[str, Any]) -> str:
    known = dict(Label.choices)
    return str(known.get(facts.get("label", ""), "–"))
