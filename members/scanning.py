"""The virus scan of one file that came in, for all rooms; they call it from their jobs.

With a scanner, a file is held until it was found clean. What the scanner does not look at stays
held, and is tried again after longer and longer pauses. Who is told, a room knows itself.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from .files.clamd import NotScanned, TooLarge, find_virus
from .models.scans import Scanned

logger = logging.getLogger(__name__)

FIRST_PAUSE = dt.timedelta(minutes=5)
LONGEST_PAUSE = dt.timedelta(hours=6)

Scan, Trouble = Scanned.Scan, Scanned.Trouble


def scan(held: Scanned, conclude: Callable[[str], object]) -> None:
    """`conclude` hears the name of what was found, empty for a clean file.

    It is not called while something is in the way; that stands in `held.scan_trouble` then.
    """
    if held.scan != Scan.WAITING:
        return
    held.scan_trouble, found = _look(held)
    if held.scan_trouble:
        _try_later(held)
    else:
        conclude(found)


def write_down(fresh: Scanned, found: str) -> None:
    """What the scanner said, in a row that is locked; with a virus the file goes, the row stays."""
    fresh.scan = Scan.INFECTED if found else Scan.CLEAN
    fresh.scan_found, fresh.scan_trouble = found[:200], Trouble.NONE
    fresh.scanned_at, fresh.scan_due_at = timezone.now(), None
    if found:
        path, fresh.file.name = fresh.file.name or "", ""
        transaction.on_commit(lambda: default_storage.delete(path))
        logger.error("%s %s: %s was found; deleted", fresh._meta.label, fresh.pk, fresh.scan_found)
    fresh.save()


def _look(held: Scanned) -> tuple[Scanned.Trouble, str]:
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


def _try_later(held: Scanned) -> None:
    """After five minutes, ten, twenty …, and every six hours in the end."""
    pause = min(FIRST_PAUSE * 2 ** min(held.scan_tries, 10), LONGEST_PAUSE)
    held.scan_tries = min(held.scan_tries + 1, 1000)
    held.scan_due_at = timezone.now() + pause
    facts = {name: getattr(held, name) for name in ("scan_trouble", "scan_tries", "scan_due_at")}
    type(held)._default_manager.filter(pk=held.pk, scan=Scan.WAITING).update(**facts)
