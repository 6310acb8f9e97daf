"""Who is named in a post by `@handle`. Asked when it is written, and when it is edited.

Only those who may see the thread are found: of all others a name stays the words that it is, and
nothing says why.
"""

from __future__ import annotations

from members.models import Member

from . import markdown
from .models import Mention, Post, Thread

MOST = 10


class TooMany(Exception):
    """More people are named than one post may call."""


def handles_in(body: str) -> list[str]:
    """Raises `TooMany`, and `markdown.TooMuch`."""
    handles = markdown.mentioned(body)
    if len(handles) > MOST:
        raise TooMany
    return handles


def people_in(body: str, thread: Thread) -> dict[str, Member]:
    """By handle, those who are named in it and may see the thread; raises like `handles_in`.

    One question for each of them, of which there are ten at most: `visible_to` knows who may.
    """
    handles = handles_in(body)
    if not handles:
        return {}
    return {
        person.handle: person
        for person in Member.objects.active().filter(handle__in=handles).order_by("pk")
        if Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
    }


def pages_of(people: dict[str, Member]) -> dict[str, str]:
    """What `markdown.rendered` wants to know of them."""
    return {handle: person.get_absolute_url() for handle, person in people.items()}


def note(post: Post, people: dict[str, Member]) -> None:
    """The rows of the post say what its words say now; in the transaction in which it changed."""
    named = {person.pk for person in people.values() if person.pk != post.author_id}
    kept = set(Mention.objects.filter(post=post).values_list("member", flat=True))
    if kept - named:
        Mention.objects.filter(post=post).exclude(member__in=named).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, member_id=pk) for pk in sorted(named - kept)], ignore_conflicts=True
    )
