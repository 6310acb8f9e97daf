"""What somebody has begun to write, kept until it is sent: on every device, through a power cut.

There is one for each thread that she answers and one for each forum in which she opens a thread.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from members.models import Member
from members.tidy import tidy

from . import actions, attachments
from .models import Attachment, Draft, Forum, Post, Thread

# What a page has sent to be kept may arrive after the post itself.
STRAGGLERS = dt.timedelta(minutes=1)
LONGEST_TITLE = 200
MOST_LETTERS = 200_000
MOST_OF_A_CHOICE = 20_000


@dataclass
class Typed:
    """As it came, not looked at yet. `choices` are the other fields by name."""

    title: str = ""
    body: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    answers: Post | None = None
    seen_to: int = 0
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)


def proof(member: Member, place: Forum | Thread) -> str:
    """Stands in every form: she saw the place when she began, whatever has come since.

    Who cannot show it learns nothing about a place that she may not see.
    """
    word = f"{place._meta.model_name}:{place.pk}:{member.pk}"
    return salted_hmac("forums.began", word, algorithm="sha256").hexdigest()


def began_in(member: Member, shown: str, place: Thread | Forum | None) -> bool:
    """Whether this is the proof of it. Such a place may have been hidden from her since."""
    return place is not None and constant_time_compare(
        shown.encode(), proof(member, place).encode()
    )


def of(member: Member, place: Forum | Thread) -> Draft | None:
    drafts = Draft.objects.visible_to(member).prefetch_related("attachments")
    return drafts.filter(**at(place)).select_related("answers").first()


def keep(*, member: Member, place: Forum | Thread, typed: Typed) -> Draft:
    """Hers of this place, as it is now. Of two that come at once, the later one stays."""
    facts = {
        "title": tidy(typed.title)[:LONGEST_TITLE],
        "body": tidy(typed.body)[:MOST_LETTERS],
        "choices": {name: _tidied(one) for name, one in typed.choices.items()},
        "answers": typed.answers,
        "seen_to": typed.seen_to,
        "updated_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            draft, _made = Draft.objects.update_or_create(
                member=member,
                **at(place),
                defaults=facts,
                create_defaults={**facts, "form_key": typed.form_key},
            )
    except IntegrityError:  # the key belongs to another draft already
        draft, _made = Draft.objects.update_or_create(
            member=member, **at(place), defaults=facts, create_defaults=facts
        )
    return draft


def is_straggler(form_key: uuid.UUID) -> bool:
    """Its post has just been written; a nameless one, at any time: no draft tells whose it is."""
    just_now = Q(created_at__gt=timezone.now() - STRAGGLERS)
    return actions.sent_with(form_key).filter(just_now | Q(is_nameless=True)).exists()


@transaction.atomic
def forget(draft: Draft) -> None:
    """With the files that still wait in it."""
    attachments.delete(draft.attachments.all())
    draft.delete()


@transaction.atomic
def move(*, draft: Draft, to: Thread) -> Draft:
    """The thread has become part of another: what she has begun goes on there.

    Below what she may have begun there already.
    """
    there = Draft.objects.select_for_update().filter(member=draft.member_id, thread=to).first()
    if there is None:
        draft.thread, draft.seen_to = to, to.post_count
        draft.save(update_fields=["thread", "seen_to"])
        return draft
    if draft.body not in there.body:
        there.body = f"{there.body}\n\n{draft.body}".strip()[:MOST_LETTERS]
    there.updated_at = timezone.now()
    there.save(update_fields=["body", "updated_at"])
    draft.attachments.exclude(sha256__in=there.attachments.values("sha256")).update(draft=there)
    forget(draft)
    return there


def at(place: Forum | Thread) -> dict[str, Any]:
    return {"forum": place} if isinstance(place, Forum) else {"thread": place}


def _tidied(choice: Any) -> Any:
    if isinstance(choice, list):
        return [tidy(str(one))[:MOST_OF_A_CHOICE] for one in choice]
    return tidy(str(choice))[:MOST_OF_A_CHOICE]


def has_files(member: Member, place: Forum | Thread) -> bool:
    return Attachment.objects.filter(
        draft__in=Draft.objects.filter(member=member, **at(place))
    ).exists()


def find_places(member: Member, drafts: list[Draft]) -> None:
    """Each gets its `place`, or None where that is not open to her any more; two questions."""
    of_thread = {draft: draft.thread or (draft.post and draft.post.thread) for draft in drafts}
    threads = [thread.pk for thread in of_thread.values() if thread]
    forums = [draft.forum_id for draft in drafts if draft.forum_id]
    seen = Thread.objects.visible_to(member).in_bulk(threads)
    known = Forum.objects.visible_to(member).in_bulk(forums)
    for draft, thread in of_thread.items():
        is_seen = thread.pk in seen if thread else draft.forum_id in known
        draft.place = (draft.forum or thread) if is_seen else None  # type: ignore[attr-defined]
