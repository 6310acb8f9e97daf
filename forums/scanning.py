"""The virus scan of attachments, done by the worker. What was not found clean, nobody opens."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members import scanning
from members.models.scans import Scanned

from .models import Attachment

MOST = 100  # in one run over what is due


@app.task(
    name="forums.scan_attachment",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def scan_attachment(number: int) -> None:
    """Nothing happens if it is gone."""
    held = Attachment.objects.filter(pk=number).first()
    if held is not None:
        _scan(held)


@app.periodic(cron="* * * * *")
@app.task(
    name="forums.scan_due_attachments", queue="files", queueing_lock="forums.scan_due_attachments"
)
def scan_due_attachments(timestamp: int) -> None:
    """What the virus scanner did not answer for, and whose pause is over.

    Ends with the first one that it does not answer for: the others would fare no better.
    """
    if not settings.CLAMD_URL:
        return
    for held in Attachment.objects.due_for_a_scan()[:MOST]:
        _scan(held)
        if held.scan_trouble == Scanned.Trouble.AWAY:
            return


def _scan(held: Attachment) -> None:
    scanning.scan(held, lambda found: _conclude(held, found))


@transaction.atomic
def _conclude(held: Attachment, found: str) -> None:
    """Whoever sees the post, or opens her draft, reads there what was found."""
    rows = Attachment.objects.select_for_update().filter(pk=held.pk, scan=Scanned.Scan.WAITING)
    if (fresh := rows.first()) is not None:
        scanning.write_down(fresh, found)
