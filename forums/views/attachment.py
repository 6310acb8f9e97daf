"""A file that came with a post leaves the house only here."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forums.models import Attachment
from members.access import public

# Whatever a file contains, it runs nothing in the name of the portal.
LOCKED_IN = "default-src 'none'; sandbox"


@public("Files of posts that everybody may read are open to everybody; the view asks visible_to.")
@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """To take away. Not while it waits for the virus scan."""
    held = get_object_or_404(Attachment.objects.visible_to(request.member).released(), pk=pk)
    try:
        content = held.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(
        content, as_attachment=True, filename=held.name, content_type=held.media_type
    )
    response["Content-Security-Policy"] = LOCKED_IN
    response["Cache-Control"] = "private, no-store"
    return response
