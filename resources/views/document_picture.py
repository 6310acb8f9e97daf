"""What the first page of a document looks like, before anybody spends bytes on all of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from members.access import public
from members.files import media
from members.models import Visibility
from resources.models import Document, Resource

from .document_download import LOCKED_IN

# Whatever is public may become less so: after an hour everybody asks again.
FOR_EVERYBODY = "public, max-age=3600"
# Her browser may keep it, but asks each time whether she may still see it.
FOR_HER = "private, no-cache"


@public("Pictures of public documents are open to everybody; the view asks visible_to.")
@require_safe
def document_picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    drawn = Document.objects.visible_to(request.member).exclude(picture="")
    document = get_object_or_404(drawn.select_related("resource"), resource=pk, number=number)
    try:
        with document.picture.open("rb") as stream:
            response = HttpResponse(stream.read(), content_type=media.WEBP)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response["Content-Security-Policy"] = LOCKED_IN
    response["Cache-Control"] = FOR_EVERYBODY if _is_public(document) else FOR_HER
    # A picture never changes; its name is random and of this picture alone.
    etag = f'"{(document.picture.name or "")[-32:]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _is_public(document: Document) -> bool:
    resource = document.resource
    return (
        resource.status == Resource.Status.PUBLISHED
        and resource.files_visibility == Visibility.PUBLIC
    )
