"""A document leaves the house only here."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from members.access import public
from members.files import media
from resources.models import Document, WaitingDocument
from resources.usage import counting

# Whatever a file contains, it runs nothing in the name of the portal.
LOCKED_IN = "default-src 'none'; sandbox"
# Browsers refuse to start their PDF reader in a sandbox; it is one of its own.
FOR_THE_PDF_READER = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"


@public("Documents of public resources are open to everybody; the view asks visible_to.")
@require_safe
def document_download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """To take away; with `?inline` to read in the browser, for what browsers read harmlessly."""
    document = get_object_or_404(
        Document.objects.visible_to(request.member).select_related("resource"),
        resource=pk,
        number=number,
    )
    response = _handed_out(request, document)
    counting.note_use(request, response, document.resource, document)
    return response


@require_safe
def waiting_document(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A file that waits for review, for whoever sent it and for those who review.

    Not while it waits for the virus scan.
    """
    waiting = get_object_or_404(
        WaitingDocument.objects.visible_to(request.member).released(), resource=pk, pk=number
    )
    return _handed_out(request, waiting)


def _handed_out(request: HttpRequest, document: Document | WaitingDocument) -> FileResponse:
    inline = "inline" in request.GET and document.media_type in media.READ_IN_BROWSERS
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=not inline,
        filename=document.name,
        content_type=document.media_type,
    )
    is_pdf = inline and document.media_type == media.PDF
    response["Content-Security-Policy"] = FOR_THE_PDF_READER if is_pdf else LOCKED_IN
    response["Cache-Control"] = "private, no-store"
    return response
