"""Opening a seal: one asks, another of a different house agrees, both see the name for a while.

Each deed is one transaction. What is written down about it never names the author; the decisions
are written when the question is over, so that an author who looks after the group herself does not
read in them that somebody asks.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from members.models import Member, Term
from members.moderation.decisions import decided
from members.notices.deliver import write_letter

from . import access, sealing
from .models import Post, Seal, Unsealing


class MayNot(Exception):
    """Not she, or not any more."""


class AskedAlready(Exception):
    """Somebody's question about this post waits, or the name is shown to two people now."""


class IsOver(Exception):
    """It is answered, or has ended by itself."""


class KeyIsLost(Exception):
    """The seal was made with a SECRET_KEY that the settings no longer know."""


@transaction.atomic
def ask(*, post: Post, by: Member, why: str) -> Unsealing:
    """Of others who look after the group. Raises `MayNot` and `AskedAlready`."""
    locked = Post.objects.select_for_update(of=("self",), no_key=True)
    fresh = locked.select_related("thread__forum__group").get(pk=post.pk)
    if not access.can_ask_to_unseal(by, fresh):
        raise MayNot
    questions = Unsealing.objects.filter(post=fresh)
    for over in questions.due():
        _lapse(over)
    if questions.waiting().exists():
        raise AskedAlready
    return Unsealing.objects.create(post=fresh, asked_by=by, why=why)


@transaction.atomic
def agree(*, unsealing: Unsealing, by: Member, words: str) -> bool:
    """Open the seal, and tell the author. Raises `MayNot`, `IsOver` and `KeyIsLost`.

    False if it has ended instead: who asked may no longer ask.
    """
    fresh, by = _lock(unsealing, by)
    seal = Seal.objects.filter(post=fresh.post).first()
    author = sealing.author_id(seal) if seal else None
    if not _may_still_ask(fresh, author):
        _lapse(fresh)
        return False
    if author is None:
        raise KeyIsLost
    _answer(fresh, by=by, words=words, agrees=True)
    _tell_author(fresh, author)
    return True


@transaction.atomic
def decline(*, unsealing: Unsealing, by: Member, words: str) -> None:
    """The seal stays closed; its author hears nothing. Raises `MayNot` and `IsOver`."""
    fresh, by = _lock(unsealing, by)
    _answer(fresh, by=by, words=words, agrees=False)


@transaction.atomic
def look(*, unsealing: Unsealing, by: Member) -> Member | None:
    """The author, to one of the two; each look is a decision. Raises `MayNot`.

    None if no key that the settings know opens the seal any more.
    """
    if not _sees(by, unsealing) or not access.can_look_behind_seal(unsealing):
        raise MayNot
    other = unsealing.answered_by if unsealing.asked_by == by else unsealing.asked_by
    _decided(unsealing, "look_behind_seal", by=by, why=unsealing.why, together_with=other)
    seal = Seal.objects.filter(post=unsealing.post_id).first()
    return Member.objects.filter(pk=sealing.author_id(seal)).first() if seal else None


def end_due() -> int:
    """Those that nobody has answered in time, each in a transaction; how many there were."""
    return sum(_end_by_itself(key) for key in Unsealing.objects.due().values_list("pk", flat=True))


@transaction.atomic
def _end_by_itself(key: int) -> bool:
    locked = Unsealing.objects.due().select_for_update(of=("self",), skip_locked=True)
    one = locked.filter(pk=key).first()
    if one is None:
        return False
    _lapse(one)
    return True


def _lock(unsealing: Unsealing, by: Member) -> tuple[Unsealing, Member]:
    """As it stands now, and she as she stands now, until this is done.

    A suspension and a change of organization lock the row of the member; a term, its own.
    """
    rows = Unsealing.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("post__thread__forum__group").get(pk=unsealing.pk)
    if not fresh.is_waiting:
        raise IsOver
    both = Member.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, fresh.asked_by_id])
    people = {one.pk: one for one in both.order_by("pk")}
    terms = Term.objects.filter(member__in=people).select_for_update(of=("self",), no_key=True)
    list(terms.order_by("pk"))
    fresh.asked_by = people[fresh.asked_by_id]
    if not _sees(people[by.pk], fresh) or not access.can_answer_unsealing(by, fresh):
        raise MayNot
    return fresh, people[by.pk]


def _sees(member: Member, unsealing: Unsealing) -> bool:
    return Unsealing.objects.visible_to(member).filter(pk=unsealing.pk).exists()


def _may_still_ask(unsealing: Unsealing, author: int | None) -> bool:
    """Her house was compared with the other's when that one was let answer."""
    looks_after = access.can_moderate(unsealing.asked_by, unsealing.post.thread.forum)
    return looks_after and unsealing.asked_by_id != author


def _answer(unsealing: Unsealing, *, by: Member, words: str, agrees: bool) -> None:
    unsealing.answered_by, unsealing.answered_at = by, timezone.now()
    unsealing.agreed, unsealing.answer = agrees, words
    unsealing.save(update_fields=["answered_by", "answered_at", "agreed", "answer"])
    _asked(unsealing, "agreed" if agrees else "declined")
    deed = "agree_to_unseal" if agrees else "decline_to_unseal"
    _decided(unsealing, deed, by=by, why=words, together_with=unsealing.asked_by)


def _lapse(unsealing: Unsealing) -> None:
    unsealing.lapsed_at = timezone.now()
    unsealing.save(update_fields=["lapsed_at"])
    _asked(unsealing, "ended by itself")


def _asked(unsealing: Unsealing, end: str) -> None:
    _decided(
        unsealing,
        "ask_to_unseal",
        by=unsealing.asked_by,
        why=unsealing.why,
        together_with=unsealing.answered_by,
        after={"asked_at": unsealing.asked_at.isoformat(), "end": end},
    )


def _decided(unsealing: Unsealing, deed: str, *, by: Member, why: str, **more: Any) -> None:
    post = unsealing.post
    decided(post, deed, by=by, why=why, group=post.thread.forum.group, **more)


def _tell_author(unsealing: Unsealing, author: int) -> None:
    """If she can still be told. The letter names no recipient: its row must not point at her."""
    told = Member.objects.exclude(status=Member.Status.LEFT).filter(pk=author).first()
    if told is None or unsealing.answered_by is None:
        return
    post = unsealing.post
    write_letter(
        "seal_opened",
        address=told.email,
        language=told.interface_language,
        context={
            "name": told.name,
            "other": unsealing.asked_by.name,
            "second": unsealing.answered_by.name,
            "reason": unsealing.why,
            "words": unsealing.answer,
            "written_on": post.created_at.date(),
            "url": settings.BASE_URL + post.get_absolute_url(),
        },
    )
