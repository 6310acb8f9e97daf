"""The picture of a person, for those whom she shows it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from members.files.pictures import WEBP
from members.models import Member, ProfileField
from members.showing import shown_fields

# In her own browser, for a while: whoever is not shown it any more is soon not.
FOR_HER = "private, max-age=600"


@require_safe
def member_picture(request: HttpRequest, handle: str) -> HttpResponseBase:
    member = get_object_or_404(
        Member.objects.visible_to(request.member).exclude(picture=""), handle=handle
    )
    if ProfileField.PICTURE not in shown_fields(member, request.member):
        raise Http404
    try:
        with member.picture.open("rb") as stream:
            response = HttpResponse(stream.read(), content_type=WEBP)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = FOR_HER
    # A picture never changes; its name is random and of this picture alone.
    etag = f'"{(member.picture.name or "")[-32:]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
