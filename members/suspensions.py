"""Deeds around suspensions: deciding one, lifting it, appealing, answering.

One with a last day ends by itself: the worker looks every quarter of an hour, and the portal looks
when she comes, so that she is in again on the day even if the worker is not running. Every deed
locks the row of the member first, so that two of them are done one after the other.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from . import person_search
from .access import can_answer_appeal, can_suspend, who_answers_appeals
from .accompaniment import close_all_of
from .models import Appeal, Member, Suspension
from .notices.deliver import write_letter


class MayNot(Exception):
    """Not by her, or not of somebody of this standing; perhaps it has just changed."""


class IsOver(Exception):
    """The suspension has ended, or the appeal is answered already."""


class WaitsForAnswer(Exception):
    """Her last appeal has not been answered yet."""


def calendar_of(member: Member) -> dt.tzinfo:
    """Midnight is hers. A zone that no longer exists counts as UTC."""
    try:
        return zoneinfo.ZoneInfo(member.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


@transaction.atomic
def suspend(
    *, member: Member, by: Member, reason: str, last_day: dt.date | None = None
) -> Suspension:
    """Close the portal to her at once, log her out everywhere, and tell her why.

    `last_day` is of her own calendar, and not over. Raises MayNot.
    """
    both = Member.objects.select_for_update().filter(pk__in=[member.pk, by.pk]).order_by("pk")
    locked = {one.pk: one for one in both}
    fresh = locked[member.pk]
    if fresh.status != Member.Status.ACTIVE or not can_suspend(locked[by.pk], fresh):
        raise MayNot
    fresh.status, fresh.status_reason = Member.Status.SUSPENDED, reason
    fresh.save(update_fields=["status", "status_reason"])
    done = Suspension.objects.create(
        member=fresh, by=by, reason=reason, last_day=last_day, ends_at=_midnight(fresh, last_day)
    )
    for session in UserSession.objects.filter(user=fresh):
        session.end()
    close_all_of(fresh)
    person_search.index_people([fresh.pk])
    _tell("suspended", fresh, reason=reason, last_day=last_day, url=_page())
    return done


@transaction.atomic
def lift(*, suspension: Suspension, by: Member, words: str = "") -> None:
    """Let her in again, and tell her. Raises MayNot or IsOver."""
    fresh = _lock(suspension)
    if not can_suspend(by, fresh.member):
        raise MayNot
    _end(fresh, by=by, words=words)


@transaction.atomic
def appeal(*, suspension: Suspension, words: str) -> Appeal:
    """She says how she sees it; those who answer are told. Raises WaitsForAnswer or IsOver."""
    fresh = _lock(suspension)
    if fresh.appeals.filter(answered_at=None).exists():
        raise WaitsForAnswer
    written = Appeal.objects.create(suspension=fresh, words=words)
    path = reverse("admin:members_appeal_change", args=[written.pk])
    facts = {"name": fresh.member.name, "words": words, "url": settings.BASE_URL + path}
    for reader in who_answers_appeals(fresh):
        _tell("appeal_written", reader, **facts)
    return written


@transaction.atomic
def answer(*, appeal: Appeal, by: Member, words: str, lifts: bool) -> None:
    """Tell her, in the letter that lifts the suspension if it does. Raises MayNot or IsOver."""
    suspension = _lock(appeal.suspension)
    fresh = suspension.appeals.get(pk=appeal.pk)
    if fresh.answered_at is not None:
        raise IsOver
    if not can_answer_appeal(by, suspension):
        raise MayNot
    fresh.answer, fresh.answered_by, fresh.answered_at = words, by, timezone.now()
    fresh.save(update_fields=["answer", "answered_by", "answered_at"])
    if lifts:
        _end(suspension, by=by, words=words)
    else:
        facts = {"answer": words, "last_day": suspension.last_day, "url": _page()}
        _tell("appeal_answered", suspension.member, **facts)


def end_due() -> int:
    """Those whose last day is over, each in a transaction of its own; how many there were."""
    due = Suspension.objects.due().order_by("ends_at").select_related("member")
    return sum(_end_by_itself(one) for one in due)


def end_if_over(member: Member) -> bool:
    """Whether her suspension was over, and she is a member again."""
    due = Suspension.objects.due().filter(member=member).select_related("member").first()
    return due is not None and _end_by_itself(due)


@transaction.atomic
def _end_by_itself(suspension: Suspension) -> bool:
    try:
        _end(_lock(suspension), by=None)
    except IsOver:
        return False
    return True


def _end(suspension: Suspension, *, by: Member | None, words: str = "") -> None:
    member = suspension.member
    suspension.ended_at, suspension.ended_by = timezone.now(), by
    suspension.parting_words = words
    suspension.save(update_fields=["ended_at", "ended_by", "parting_words"])
    if member.status == Member.Status.SUSPENDED:
        member.status, member.status_reason = Member.Status.ACTIVE, ""
        member.save(update_fields=["status", "status_reason"])
        person_search.index_people([member.pk])
        url = settings.BASE_URL + reverse("home")
        _tell("suspension_over", member, by_itself=by is None, words=words, url=url)


def _lock(suspension: Suspension) -> Suspension:
    """With her row as it is now. Raises IsOver."""
    member = Member.objects.select_for_update().get(pk=suspension.member_id)
    fresh = Suspension.objects.select_for_update().filter(pk=suspension.pk).first()
    if fresh is None or fresh.ended_at is not None:
        raise IsOver
    fresh.member = member
    return fresh


def _midnight(member: Member, last_day: dt.date | None) -> dt.datetime | None:
    if last_day is None:
        return None
    after = last_day + dt.timedelta(days=1)
    return dt.datetime.combine(after, dt.time.min, tzinfo=calendar_of(member))


def _page() -> str:
    """Where she reads why, and appeals."""
    return settings.BASE_URL + reverse("members:application")


def _tell(kind: str, to: Member, **facts: Any) -> None:
    write_letter(kind, address=to.email, recipient=to, context=facts)
