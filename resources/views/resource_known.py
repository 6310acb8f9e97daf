"""Is it in the library already? Asked before anything is sent in, and while the form is filled."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from members.tidy import on_one_line
from resources.identifiers import isbn_in
from resources.known import Clues, alike, clues_in


@require_safe
def resource_known(request: HttpRequest) -> HttpResponse:
    """`q` is anything; `sha256` is the checksum of a file that she has not sent yet.

    With `piece` only what was found comes back, for the form that she is filling in; `but` is the
    number of the draft that she writes there.
    """
    words = on_one_line(request.GET.get("q", ""))
    sha256 = request.GET.get("sha256", "")
    clues = Clues(sha256=sha256) if sha256 else clues_in(words)
    but = request.GET.get("but", "")
    number = int(but) if but.isascii() and but.isdigit() and len(but) < 10 else 0
    page = "resources/_known.html" if "piece" in request.GET else "resources/resource_known.html"
    found = alike(clues, reader=request.member, but=number)
    facts = {"known": found, "asked": words, "send_url": _send_url(clues)}
    return render(request, page, facts)


def _send_url(clues: Clues) -> str:
    """The form, with what she has told already."""
    told = {
        "title": clues.title,
        "source_url": clues.link,
        "doi": clues.doi,
        "isbn": isbn_in(clues.isbn),
    }
    query = urlencode({name: text for name, text in told.items() if text})
    return f"{reverse('resources:resource_new')}?{query}" if query else ""
