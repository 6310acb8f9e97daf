"""What staff ask for, each in one statement: who was quicker has decided.

`then` hands the list to the worker, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from members.models.lists import ListStatus as Status
from members.models.lists import SentList

from .running import NO_COUNTS

CANCELLABLE = (*SentList.AT_WORK, Status.READ)
READABLE_AGAIN = (Status.READ, Status.CANCELLED, Status.FAILED)


class Elsewhere(Exception):
    """The list no longer stands where this could be asked for."""


@transaction.atomic
def agree(one: SentList, then: Callable[[int], object]) -> None:
    """Have it brought in as the preview says. Raises `Elsewhere`."""
    ready = type(one)._default_manager.filter(pk=one.pk, status=Status.READ, wrong_count=0)
    if not ready.update(status=Status.AGREED, rows_done=0):
        raise Elsewhere
    then(one.pk)


@transaction.atomic
def cancel(one: SentList) -> None:
    """From now on nothing of it will come in. Raises `Elsewhere` when all of it is in already."""
    wanted = type(one)._default_manager.filter(pk=one.pk, status__in=CANCELLABLE)
    if not wanted.update(status=Status.CANCELLED, ended_at=timezone.now()):
        raise Elsewhere


@transaction.atomic
def read_again(one: SentList, then: Callable[[int], object], **counts: int) -> None:
    """Compare it with what is here now. `counts` are its own to begin with. Raises `Elsewhere`."""
    lists = type(one)._default_manager
    known = lists.filter(pk=one.pk, status__in=READABLE_AGAIN).exclude(file="")
    afresh = NO_COUNTS | counts
    if not known.update(status=Status.WAITING, ended_at=None, trouble="", **afresh):
        raise Elsewhere
    then(one.pk)
