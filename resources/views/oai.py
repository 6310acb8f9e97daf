"""The door through which other libraries harvest ours."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.access import public
from resources.oai.answers import answer


# The protocol asks by POST too, for long questions; nothing is changed by either.
@public("Other libraries harvest the public part of ours; all are told the same.")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    return HttpResponse(answer(asked), content_type="text/xml; charset=utf-8")
