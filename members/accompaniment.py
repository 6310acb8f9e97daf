"""Peer accompaniment: asking, answering, ending. Each deed tells the other one by letter.

What the two write stays between them: staff see counts only, and letters of these kinds are not
shown in the administration (see `members.notices.deliver`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .models import Accompaniment, AccompanimentStep, Member, ProfileField, Theme
from .notices.deliver import write_letter
from .showing import shown_fields

Kind: TypeAlias = Accompaniment.Kind
Status: TypeAlias = Accompaniment.Status
Opening: TypeAlias = tuple[Kind, Theme]

# So many questions of one person wait at once, those of the last day included, whatever became of
# them: each is a letter to somebody.
MOST_OPEN = 10
# After a no, the same person is not asked again by the same person for so long.
REST = dt.timedelta(days=30)


class AlreadyOpen(Exception):
    """The two have begun in this theme, whoever of them asked."""


class TooMany(Exception):
    """She has asked as many as one can wait for."""


class Resting(Exception):
    """The other has said no not long ago."""


class NotHere(Exception):
    """One of the two is not, or not any more, an active member."""


class Overtaken(Exception):
    """Somebody was quicker, and it stands differently now."""


def openings(other: Member, viewer: Member) -> list[Opening]:
    """In what the viewer may ask or offer company: what the other shows her that she offers
    (then the viewer asks) or looks for (then the viewer offers)."""
    if other.pk == viewer.pk:
        return []
    shown = shown_fields(other, viewer)
    found: list[Opening] = []
    if ProfileField.OFFERS in shown:
        found += [(Kind.ASK, theme) for theme in other.offers.labelled()]
    if ProfileField.ASKS in shown:
        found += [(Kind.OFFER, theme) for theme in other.asks.labelled()]
    return found


@transaction.atomic
def ask(
    *, asker: Member, asked: Member, kind: Kind, theme: Theme, message: str, shows_address: bool
) -> Accompaniment:
    """Raises AlreadyOpen, TooMany, Resting or NotHere. The form has checked the theme."""
    # Both rows, always in the same order, so that two who ask each other at once take turns;
    # others who only refer to them need not wait.
    both = Member.objects.active().select_for_update(no_key=True).order_by("pk")
    if len(both.filter(pk__in=[asker.pk, asked.pk])) < 2:
        raise NotHere
    _check_limits(asker, asked, theme)
    accompaniment = Accompaniment.objects.create(
        asker=asker,
        asked=asked,
        kind=kind,
        theme=theme,
        message=message,
        asker_shows_address=shows_address,
    )
    _note(accompaniment, Status.ASKED, by=asker, words="")
    facts = {"is_offer": kind == Kind.OFFER, "words": message}
    _write("accompaniment_asked", accompaniment, to=asked, facts=facts)
    return accompaniment


def _check_limits(asker: Member, asked: Member, theme: Theme) -> None:
    now = timezone.now()
    between = Accompaniment.objects.filter(
        Q(asker=asker, asked=asked) | Q(asker=asked, asked=asker)
    )
    if between.current().filter(theme=theme).exists():
        raise AlreadyOpen
    refused = AccompanimentStep.objects.filter(status=Status.DECLINED, at__gt=now - REST)
    if refused.filter(accompaniment__asker=asker, accompaniment__asked=asked).exists():
        raise Resting
    hers = Accompaniment.objects.filter(asker=asker, asked__status=Member.Status.ACTIVE)
    recent = Q(status=Status.ASKED) | Q(asked_at__gt=now - dt.timedelta(days=1))
    if hers.filter(recent).count() >= MOST_OPEN:
        raise TooMany


@transaction.atomic
def accept(*, accompaniment: Accompaniment, by: Member, words: str, shows_address: bool) -> None:
    """Say yes. Raises Overtaken."""
    fresh = _lock(accompaniment, Status.ASKED)
    fresh.asked_shows_address = shows_address
    _move(fresh, Status.ACCEPTED, by=by, words=words)
    for reader in (fresh.asker, fresh.asked):
        facts = {"words": words, "address": fresh.address_for(reader)}
        kind = "accompaniment_accepted" if reader == fresh.asker else "accompaniment_begun"
        _write(kind, fresh, to=reader, facts=facts)


@transaction.atomic
def decline(*, accompaniment: Accompaniment, by: Member, words: str) -> None:
    """Say no, with or without words. Raises Overtaken."""
    fresh = _lock(accompaniment, Status.ASKED)
    _move(fresh, Status.DECLINED, by=by, words=words)
    _write("accompaniment_declined", fresh, to=fresh.asker, facts={"words": words})


@transaction.atomic
def withdraw(*, accompaniment: Accompaniment, by: Member) -> None:
    """Take a question back that waits for its answer. Raises Overtaken."""
    fresh = _lock(accompaniment, Status.ASKED)
    _move(fresh, Status.WITHDRAWN, by=by, words="")
    _write("accompaniment_over", fresh, to=fresh.asked, facts={"how": Status.WITHDRAWN})


@transaction.atomic
def end(*, accompaniment: Accompaniment, by: Member, words: str) -> None:
    """Either of the two ends what goes on. Raises Overtaken."""
    fresh = _lock(accompaniment, Status.ACCEPTED)
    _move(fresh, Status.ENDED, by=by, words=words)
    facts = {"how": Status.ENDED, "words": words}
    _write("accompaniment_over", fresh, to=fresh.other_than(by), facts=facts)


@transaction.atomic
def close_all_of(member: Member) -> int:
    """She is suspended or has left: what is open ends, and the others are told, but not why.

    Called in the transaction that changes her status; returns how many there were.
    """
    hers = Accompaniment.objects.current().filter(Q(asker=member) | Q(asked=member))
    found = list(hers.select_for_update(of=("self",)).order_by("pk"))
    for accompaniment in found:
        _move(accompaniment, Status.CLOSED, by=None, words="")
        other = accompaniment.other_than(member)
        if other.status == Member.Status.ACTIVE:
            _write("accompaniment_over", accompaniment, to=other, facts={"how": Status.CLOSED})
    return len(found)


def _lock(accompaniment: Accompaniment, status: Status) -> Accompaniment:
    locked = Accompaniment.objects.select_for_update(of=("self",))
    fresh = locked.select_related("asker", "asked", "theme").get(pk=accompaniment.pk)
    if fresh.status != status:
        raise Overtaken
    return fresh


def _move(accompaniment: Accompaniment, status: Status, *, by: Member | None, words: str) -> None:
    accompaniment.status = status
    accompaniment.save(update_fields=["status", "asked_shows_address"])
    _note(accompaniment, status, by=by, words=words)


def _note(accompaniment: Accompaniment, status: Status, *, by: Member | None, words: str) -> None:
    AccompanimentStep.objects.create(accompaniment=accompaniment, status=status, by=by, words=words)


def _write(kind: str, about: Accompaniment, *, to: Member, facts: dict[str, Any]) -> None:
    """To one of the two, about the other."""
    known = {
        "other": about.other_than(to).name,
        "theme": about.theme,
        "url": settings.BASE_URL + about.get_absolute_url(),
    }
    write_letter(kind, address=to.email, recipient=to, context=known | facts)
