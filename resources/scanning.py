"""The virus scan of what came in: called by the worker, never by a page.

With a scanner, a file is held until it was found clean; then it is read, and found by readers.
What the scanner does not look at stays held, and is tried again after longer and longer pauses.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from members.models import Member
from members.notices.deliver import write_letter

from .addresses import absolute
from .files.clamd import NotScanned, TooLarge, find_virus
from .models import Document, WaitingDocument
from .models.scans import Scanned
from .oai import history

logger = logging.getLogger(__name__)

FIRST_PAUSE = dt.timedelta(minutes=5)
LONGEST_PAUSE = dt.timedelta(hours=6)
MOST = 100  # in one run over what is due

Held = Document | WaitingDocument
Then = Callable[[int], object]
Scan, Trouble = Scanned.Scan, Scanned.Trouble


def scan_document(document_id: int, *, then: Then) -> None:
    """Nothing happens if it is gone. What was found clean goes on to `then`, by its number."""
    document = Document.objects.filter(pk=document_id).first()
    if document is not None:
        _scan(document, then)


def scan_waiting_document(number: int) -> None:
    waiting = WaitingDocument.objects.filter(pk=number).first()
    if waiting is not None:
        _scan(waiting, _nothing_more)


def scan_due(*, then: Then) -> None:
    """Try again what could not be scanned, or whose job was lost.

    Ends with the first one that the scanner does not answer for: the others would fare no better.
    """
    for rows in (Document.objects, WaitingDocument.objects):
        for held in rows.due_for_a_scan()[:MOST]:
            _scan(held, then if isinstance(held, Document) else _nothing_more)
            if held.scan_trouble == Trouble.AWAY:
                return


def _nothing_more(number: int) -> None:
    """Staff decide on it first."""


def _scan(held: Held, then: Then) -> None:
    if held.scan != Scan.WAITING:
        return
    held.scan_trouble, found = _look(held)
    if held.scan_trouble:
        _try_later(held)
    else:
        _conclude(held, found, then)


def _look(held: Held) -> tuple[Scanned.Trouble, str]:
    """What is in the way, and what was found."""
    if not settings.CLAMD_URL:
        return Trouble.AWAY, ""
    try:
        with held.file.open("rb") as stream:
            return Trouble.NONE, find_virus(stream, settings.CLAMD_URL)
    except TooLarge as error:
        logger.warning("%s %s: %s", held._meta.label, held.pk, error)
        return Trouble.TOO_LARGE, ""
    except NotScanned as error:
        logger.warning("%s %s: not scanned (%s)", held._meta.label, held.pk, error)
        return Trouble.AWAY, ""
    except OSError as error:
        logger.error("%s %s: cannot be read (%s)", held._meta.label, held.pk, error)
        return Trouble.UNREADABLE, ""


def _try_later(held: Held) -> None:
    """After five minutes, ten, twenty …, and every six hours in the end."""
    pause = min(FIRST_PAUSE * 2 ** min(held.scan_tries, 10), LONGEST_PAUSE)
    held.scan_tries = min(held.scan_tries + 1, 1000)
    held.scan_due_at = timezone.now() + pause
    facts = {name: getattr(held, name) for name in ("scan_trouble", "scan_tries", "scan_due_at")}
    type(held)._default_manager.filter(pk=held.pk, scan=Scan.WAITING).update(**facts)


@transaction.atomic
def _conclude(held: Held, found: str, then: Then) -> None:
    """Write down what the scanner said; nothing if the row has gone, or was decided on."""
    rows = type(held)._default_manager.select_for_update(of=("self", "resource"))
    fresh = rows.select_related("resource").filter(pk=held.pk, scan=Scan.WAITING).first()
    if fresh is None:
        return
    fresh.scan = Scan.INFECTED if found else Scan.CLEAN
    fresh.scan_found, fresh.scan_trouble = found[:200], Trouble.NONE
    fresh.scanned_at, fresh.scan_due_at = timezone.now(), None
    if found:
        _delete(fresh)
    fresh.save()
    if not found:
        then(fresh.pk)
        if isinstance(fresh, Document):
            history.note([fresh.resource_id])


def _delete(held: Held) -> None:
    """The file goes, the row stays; what it was to replace is the newest again. People are told."""
    path, held.file.name = held.file.name or "", ""
    transaction.on_commit(lambda: default_storage.delete(path))
    logger.error("%s %s: %s was found; deleted", held._meta.label, held.pk, held.scan_found)
    if isinstance(held, Document):
        Document.objects.filter(replaced_by=held).update(replaced_by=None)
    _tell(held)


def _tell(held: Held) -> None:
    """Who sent it, and the secretariat: it may have to warn others."""
    sender = held.added_by if isinstance(held, Document) else held.sent_by
    facts = {"name": held.name, "title": str(held.resource), "found": held.scan_found}
    page = absolute(held.resource.get_absolute_url())
    write_letter(
        "file_infected", address=sender.email, recipient=sender, context=facts | {"url": page}
    )
    page = absolute(reverse(f"admin:resources_{held._meta.model_name}_change", args=[held.pk]))
    for one in Member.objects.filter(is_staff=True, status=Member.Status.ACTIVE):
        if one != sender:
            told = facts | {"url": page, "sender": sender.name}
            write_letter("file_infected", address=one.email, recipient=one, context=told)
