"""The virus scan of what came in: called by the worker, never by a page.

With a scanner, a file is held until it was found clean; then it is read, and found by readers.
What the scanner does not look at stays held, and is tried again after longer and longer pauses.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse

from members import scanning
from members.models import Member
from members.models.scans import Scanned
from members.notices.deliver import write_letter

from .addresses import absolute
from .models import Document, WaitingDocument
from .oai import history

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
    scanning.scan(held, lambda found: _conclude(held, found, then))


@transaction.atomic
def _conclude(held: Held, found: str, then: Then) -> None:
    """Write down what the scanner said; nothing if the row has gone, or was decided on."""
    rows = type(held)._default_manager.select_for_update(of=("self", "resource"))
    fresh = rows.select_related("resource").filter(pk=held.pk, scan=Scan.WAITING).first()
    if fresh is None:
        return
    scanning.write_down(fresh, found)
    if found:
        _go_back(fresh)
        return
    then(fresh.pk)
    if isinstance(fresh, Document):
        history.note([fresh.resource_id])


def _go_back(held: Held) -> None:
    """What an infected file was to replace is the newest again. People are told."""
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
