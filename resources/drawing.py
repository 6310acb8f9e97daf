"""From a file to the picture of its first page: called by the worker, never by a page."""

import logging
import time

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from .files.first_page import Picture, first_page
from .models import Document
from .models.documents import random_picture_path

logger = logging.getLogger(__name__)

# For one run over what has none yet: the worker has other things to do as well.
PATIENCE = 60.0  # seconds


def draw(document_id: int) -> None:
    """Try a picture of this document, once; nothing happens if it is gone or held.

    Raises `OSError` when the disk or the machine is at fault, so that it is tried again.
    """
    released = Document.objects.released()
    document = released.filter(pk=document_id, drawn_at__isnull=True).first()
    if document is None:
        return
    picture = first_page(document.file.path, document.media_type)
    keep_picture(document_id=document_id, picture=picture)


def draw_missing() -> None:
    """Those that were read but not drawn, the newest first, until the patience is at its end."""
    end = time.monotonic() + PATIENCE
    missing = Document.objects.without_a_drawing().order_by("-pk")
    for document_id in missing.values_list("pk", flat=True)[:500]:
        if time.monotonic() > end:
            return
        try:
            draw(document_id)
        except FileNotFoundError:
            # Whoever looks after the files will say so; it would only stand in the way here.
            keep_picture(document_id=document_id, picture=None)
        except OSError as error:
            logger.warning("Document %s: no picture now (%s)", document_id, error)


def keep_picture(*, document_id: int, picture: Picture | None) -> None:
    """What came of drawing. No file stays behind when the document has gone meanwhile."""
    path = ""
    if picture:
        path = default_storage.save(random_picture_path(None, ""), ContentFile(picture.content))
    kept = False
    try:
        kept = _enter(document_id, path, picture)
    finally:
        if path and not kept:
            default_storage.delete(path)


@transaction.atomic
def _enter(document_id: int, path: str, picture: Picture | None) -> bool:
    """False if it is gone, or somebody else was quicker."""
    waiting = Document.objects.select_for_update().filter(drawn_at__isnull=True)
    document = waiting.filter(pk=document_id).first()
    if document is None:
        return False
    document.picture = path
    document.picture_width = picture.width if picture else None
    document.picture_height = picture.height if picture else None
    document.drawn_at = timezone.now()
    document.save(update_fields=["picture", "picture_width", "picture_height", "drawn_at"])
    return True
