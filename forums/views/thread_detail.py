"""A thread, twenty posts a page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from forums import reading, thread_page
from forums.models import Thread
from members.access import public


@public("Threads that everybody may read are open to everybody; the view asks visible_to.")
@require_safe
def thread_detail(request: HttpRequest, slug: str, pk: int, thread_slug: str) -> HttpResponse:
    """`?unread` leads to the first post that is new to her."""
    member = request.member
    thread = reading.find(member, pk)
    if thread is None:
        there = reading.merged_into(member, pk)
        if there is None:
            raise Http404
        return _led_to(there.get_absolute_url())
    if (slug, thread_slug) != (thread.forum.slug, thread.slug):
        return _led_to(_with_query(request, thread))
    if "unread" in request.GET:
        return redirect(reading.address_of_first_new(thread))
    number = reading.number_asked(thread, request.GET.get("page"))
    return thread_page.drawn(request, thread, number=number)


def _with_query(request: HttpRequest, thread: Thread) -> str:
    asked = request.META.get("QUERY_STRING", "")
    return f"{thread.get_absolute_url()}?{asked}" if asked else thread.get_absolute_url()


def _led_to(address: str) -> HttpResponse:
    """For good; but a thread may move back, so that no browser is to remember it by itself."""
    response = redirect(address, permanent=True)
    response["Cache-Control"] = "no-store"
    return response
