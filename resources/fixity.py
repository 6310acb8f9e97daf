"""Are the files still what came in? Each is read once a month, a few every hour, by the worker.

Nothing is mended or removed here: staff see what is wrong, and take the file from a backup.
"""

import datetime as dt
import logging
import time

from django.utils import timezone

from members.files.sniff import sha256

from .models import Document

logger = logging.getLogger(__name__)

AGAIN = dt.timedelta(days=30)
PATIENCE = 60.0  # seconds in an hour: the disk belongs to the readers
MOST = 2_000

Keeping = Document.Keeping


def check_files() -> None:
    """Those that were checked longest ago, until the patience is at its end."""
    end = time.monotonic() + PATIENCE
    for document in Document.objects.due_for_a_check(timezone.now() - AGAIN)[:MOST]:
        check(document)
        if time.monotonic() > end:
            return


def check(document: Document) -> None:
    """Note the state of its file; one line in the log if it is not what came in."""
    keeping = _state(document)
    known = Document.objects.filter(pk=document.pk)  # none, if it was taken away meanwhile
    if known.update(keeping=keeping, checked_at=timezone.now()) and keeping != Keeping.WHOLE:
        logger.error(
            "Document %s of resource %s: its file is %s (%s)",
            document.pk,
            document.resource_id,
            keeping.value,
            document.file.name,
        )


def _state(document: Document) -> Document.Keeping:
    """Read as a stream: a film takes no more memory than a note."""
    try:
        with document.file.open("rb") as stream:
            digest = sha256(stream)
    except FileNotFoundError:
        return Keeping.MISSING
    except OSError:
        return Keeping.UNREADABLE
    return Keeping.WHOLE if digest == document.sha256 else Keeping.CHANGED
