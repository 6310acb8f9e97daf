"""From a file to searchable text: called by the worker, never by a page."""

import logging

from django.db import transaction

from members.files import media

from . import search
from .files.extract import extract
from .models import Document, DocumentPage, Resource

logger = logging.getLogger(__name__)


def read(document_id: int) -> None:
    """Read the file of this document and keep its text; nothing happens if it is gone or held.

    Raises `OSError` when the disk or the machine is at fault, so that the job is tried again.
    """
    document = Document.objects.released().filter(pk=document_id).first()
    if document is None:
        return
    result = extract(document.file.path, document.media_type)
    if result.note:
        logger.warning("Document %s: %s (%s)", document_id, result.state.value, result.note)
    keep_text(document_id=document_id, state=result.state.value, pages=result.pages)


@transaction.atomic
def keep_text(*, document_id: int, state: str, pages: list[str]) -> None:
    """What was read; a published resource is found by it from now on.

    The resource is locked too: one that is published at this moment would be indexed without it.
    """
    document = (
        Document.objects.select_for_update(of=("self", "resource"))
        .select_related("resource")
        .filter(pk=document_id)
        .first()
    )
    if document is None:
        return
    document.pages.all().delete()
    DocumentPage.objects.bulk_create(
        [
            DocumentPage(document=document, number=number, text=text)
            for number, text in enumerate(pages, start=1)
        ]
    )
    document.extraction = state
    has_pages = document.media_type in media.PAGED
    document.page_count = len(pages) or None if has_pages else None
    document.save(update_fields=["extraction", "page_count"])
    if document.resource.status == Resource.Status.PUBLISHED:
        search.index([document.resource])
