"""The page of a thread, drawn for whoever reads, answers or looks after it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import label_page, read_marks, reading, writing
from .care import decisions
from .models import Thread


def drawn(
    request: HttpRequest, thread: Thread, *, number: int, status: int = 200, **more: Any
) -> HttpResponse:
    """`thread` comes from `reading.find`; `more` is put into the context as it is.

    Opening it moves her mark to the last post on the page.

    Whoever shows the page again after a mistake gives the status 422 and what was typed.
    """
    member = request.member  # type: ignore[attr-defined]
    page = reading.page_of(member, thread, number)
    context = {"thread": thread, "forum": thread.forum, "page": page, "numbers": page.numbers}
    context |= context_of(request, thread, page) | more
    response = render(request, "forums/thread_detail.html", context, status=status)
    if member and read_marks.is_reading(request):
        reading.note_read(member, page)
    return response


def context_of(request: HttpRequest, thread: Thread, page: reading.Page) -> dict[str, Any]:
    """What else the pieces of the page draw. Each piece adds a line here."""
    member = request.member  # type: ignore[attr-defined]
    context = writing.context_of(request, thread, page)
    context |= label_page.offered_on_thread(member, thread, may_reply=page.may_reply)
    if page.may_moderate:
        context["decisions"] = decisions.latest(thread, member)
    return context
