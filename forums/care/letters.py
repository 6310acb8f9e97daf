"""The letters that tell an author what was hidden or restored, and why.

Only to whom the row names: nothing here asks who wrote without her name.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from forums.models import Post, Thread
from members.models import Member
from members.notices.deliver import write_letter


def tell_of_hiding(thing: Thread | Post, *, by: Member, why: str) -> None:
    _tell("post_hidden", thing, by=by, why=why)


def tell_of_restoring(thing: Thread | Post, *, by: Member, why: str) -> None:
    _tell("post_restored", thing, by=by, why=why)


def _tell(kind: str, thing: Thread | Post, *, by: Member, why: str) -> None:
    """Nobody has to be told of what she did herself, and who has left is left in peace."""
    is_thread = isinstance(thing, Thread)
    thread, author = (
        (thing, thing.opened_by) if isinstance(thing, Thread) else (thing.thread, thing.author)
    )
    if author is None or author == by or author.status != Member.Status.ACTIVE:
        return
    group = reverse("group_detail", args=[thread.forum.group.slug])
    facts = {
        "title": thread.title,
        "is_thread": is_thread,
        "reason": why,
        "url": settings.BASE_URL + thing.get_absolute_url(),
        "group_url": settings.BASE_URL + group,
    }
    write_letter(kind, address=author.email, recipient=author, context=facts)
