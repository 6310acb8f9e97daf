"""How confidential a thread is: anyone who posts in it makes it narrower, two people make it wider.

The thread is locked, so that a label never changes between a wish and its answer.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from members.models import Member
from members.moderation.decisions import decided

from . import access, search
from .actions import NotNow
from .models import Loosening, Thread


@transaction.atomic
def tighten(*, thread: Thread, to: str, by: Member, why: str) -> None:
    """At once. A wish to open it wider that waits is void. Raises `NotNow`.

    Its guests go on reading: they were asked in by name.
    """
    fresh = _locked(thread)
    if not access.can_tighten(by, fresh, to) or to not in access.labels_in(fresh.forum):
        raise NotNow
    fresh.loosenings.filter(answered_at__isnull=True).delete()
    _change(fresh, to, deed="tighten", by=by, why=why)


@transaction.atomic
def ask_to_loosen(*, thread: Thread, to: str, by: Member, why: str) -> Loosening:
    """A wish, until the other one answers; there is one at a time. Raises `NotNow`."""
    fresh = _locked(thread)
    if not access.can_ask_to_loosen(by, fresh, to) or waiting(fresh):
        raise NotNow
    return Loosening.objects.create(thread=fresh, label=to, asked_by=by, why=why)


@transaction.atomic
def agree(*, loosening: Loosening, by: Member) -> None:
    """Open the thread as wide as was asked, if both may still ask it. Raises `NotNow`."""
    fresh = _still_waiting(loosening, by)
    thread = fresh.thread
    if not access.can_ask_to_loosen(fresh.asked_by, thread, fresh.label):
        raise NotNow
    _answer(fresh, by, agreed=True)
    _change(thread, fresh.label, deed="loosen", by=by, why=fresh.why, with_=fresh.asked_by)


@transaction.atomic
def decline(*, loosening: Loosening, by: Member) -> None:
    """The thread stays as narrow as it is. Raises `NotNow`."""
    _answer(_still_waiting(loosening, by), by, agreed=False)


@transaction.atomic
def withdraw(*, loosening: Loosening, by: Member) -> None:
    """Who asked thinks better of it. Answered meanwhile, it stays as it was answered."""
    Loosening.objects.filter(pk=loosening.pk, asked_by=by, answered_at__isnull=True).delete()


def waiting(thread: Thread) -> Loosening | None:
    """The wish that nobody has answered yet."""
    open_ones = thread.loosenings.filter(answered_at__isnull=True)
    return open_ones.select_related("asked_by").first()


def _locked(thread: Thread) -> Thread:
    threads = Thread.objects.select_for_update(of=("self",), no_key=True)
    return threads.select_related("forum__group").get(pk=thread.pk)


def _still_waiting(loosening: Loosening, by: Member) -> Loosening:
    """With its thread locked. Raises `NotNow` if it is answered or void, or not hers to answer."""
    thread = _locked(loosening.thread)
    fresh = waiting(thread)
    if fresh is None or fresh.pk != loosening.pk:
        raise NotNow
    fresh.thread = thread
    if not access.can_answer_loosening(by, fresh):
        raise NotNow
    return fresh


def _answer(loosening: Loosening, by: Member, *, agreed: bool) -> None:
    loosening.answered_at, loosening.answered_by = timezone.now(), by
    loosening.agreed = agreed
    loosening.save(update_fields=["answered_at", "answered_by", "agreed"])


def _change(
    thread: Thread, to: str, *, deed: str, by: Member, why: str, with_: Member | None = None
) -> None:
    before = thread.label
    Thread.objects.filter(pk=thread.pk).update(label=to)
    decided(
        thread,
        deed,
        by=by,
        why=why,
        group=thread.forum.group,
        together_with=with_,
        before={"label": before},
        after={"label": to},
    )
    search.index_later(thread)
