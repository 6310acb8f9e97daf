"""What somebody has begun to say differently, kept until she says it.

Of a post without her name nothing is kept: a draft would tie her to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from members.models import Member
from members.tidy import tidy

from .models import Draft, Post


def of(member: Member, post: Post) -> Draft | None:
    return Draft.objects.visible_to(member).filter(post=post).first()


def keep(member: Member, post: Post, typed: Mapping[str, str]) -> None:
    """As it was typed, also what is not valid."""
    if post.is_nameless:
        return
    Draft.objects.update_or_create(
        member=member,
        post=post,
        defaults={
            "title": tidy(typed.get("title", ""))[:200],
            "body": tidy(typed.get("body", "")),
            "choices": {
                "since": tidy(typed.get("since", ""))[:64],
                "details_changed": bool(typed.get("details_changed")),
            },
            "updated_at": timezone.now(),
        },
    )


def forget(member: Member, post: Post) -> None:
    Draft.objects.visible_to(member).filter(post=post).delete()
