"""What every list goes through in the worker, whatever it is a list of. Never called by a page.

A worker may be killed at any moment, and the same list be taken up again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from members.files.refusal import Refused
from members.models.lists import ListStatus, RowOutcome, SentList

from .progress import Stopped

logger = logging.getLogger(__name__)

BATCH = 200  # rows that are compared at one time
LOST = (OperationalError, InterfaceError)  # the database is away: try again, nothing is wrong
COUNTS = {outcome: f"{outcome.value}_count" for outcome in RowOutcome}
NO_COUNTS = {**dict.fromkeys(COUNTS.values(), 0), "rows_done": 0}
T = TypeVar("T")
Kind = TypeVar("Kind", bound=SentList)


class Overtaken(Exception):
    """Things are not what they were when staff looked at the preview; `said` says where."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def take(model: type[Kind], number: int, waits: ListStatus, works: ListStatus) -> Kind | None:
    """The list, if it is still wanted. A killed worker has left it where the work stands."""
    lists = model._default_manager
    if not lists.filter(pk=number, status__in=(waits, works)).update(status=works, rows_done=0):
        return None
    return lists.select_related("begun_by").get(pk=number)


def language_of(one: SentList) -> str:
    """In which the person who sent it reads what is said about its rows."""
    return one.begun_by.interface_language or settings.LANGUAGE_CODE


@contextmanager
def answering(one: SentList) -> Iterator[None]:
    """Whatever goes wrong with a list is told to who sent it, and costs only the list."""
    try:
        yield
    except Stopped:
        logger.info("%s %s was cancelled.", one._meta.label, one.pk)
    except LOST:
        raise
    except Refused as refusal:
        _fail(one, str(refusal.message))
    except Overtaken as overtaken:
        again = _("Nothing was brought in. Please have it read again and look once more.")
        _fail(one, f"{overtaken.said} {again}")
    except OSError as error:
        logger.error("%s %s: %s", one._meta.label, one.pk, error)
        _fail(one, _("Its file could not be read, or the disk is full. Nothing was brought in."))
    except (DatabaseError, ValueError, LookupError, TypeError):
        logger.exception("%s %s failed", one._meta.label, one.pk)
        _fail(one, _("Something went wrong on our side. Nothing was brought in."))


def _fail(one: SentList, said: str) -> None:
    type(one)._default_manager.filter(pk=one.pk, status__in=SentList.AT_WORK).update(
        status=ListStatus.FAILED, trouble=said, ended_at=timezone.now()
    )


def said_of_row(number: int, column: str, sentence: str) -> str:
    facts = {"row": number, "column": column, "said": sentence}
    return _("Row %(row)d, %(column)s: %(said)s") % facts
