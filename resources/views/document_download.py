"""A document leaves the house only here."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from members.access import public
from resources.models import Document


@public("Documents of public resources are open to everybody; the view asks visible_to.")
@require_safe
def document_download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    document = get_object_or_404(
        Document.objects.visible_to(request.member), resource=pk, number=number
    )
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.name,
        content_type=document.media_type,
    )
    # Whatever a file contains, it runs nothing in the name of the portal.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
