"""The charter, open to everybody who thinks of joining."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from members.access import public
from members.models import CharterVersion
from members.text import rendered


@public("A newcomer reads what she is asked to accept.")
def charter(request: HttpRequest) -> HttpResponse:
    version = CharterVersion.objects.in_force()
    text = version.text_for_reader() if version else None
    if text is None:
        raise Http404
    return render(
        request,
        "members/charter.html",
        {"version": version, "text": text, "body": rendered(text.body)},
    )
