"""Thanks, what helped, and bookmarks: buttons under a post that lead back to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums import access, found, reader_actions, reading
from forums.actions import NotNow
from forums.models import Thanks
from members.search import turning

PAGE_SIZE = 100


@require_POST
def post_thank(request: HttpRequest, pk: int) -> HttpResponse:
    post = found.readable_post(request.member, pk)
    if not access.can_thank(request.member, post):
        raise PermissionDenied(_("Thanks are for what others wrote."))
    try:
        reader_actions.thank(post=post, by=request.member, on=_wanted(request))
    except NotNow:
        messages.info(request, _("It has changed meanwhile. This is how it stands."))
    return redirect(reading.address_of(post))


@require_POST
def post_helped(request: HttpRequest, pk: int) -> HttpResponse:
    post = found.readable_post(request.member, pk)
    if not access.can_say_what_helped(request.member, post.thread):
        raise PermissionDenied(
            _("Who asked a question says what helped, or those who look after the group.")
        )
    try:
        reader_actions.say_what_helped(post=post, by=request.member, on=_wanted(request))
    except NotNow:
        messages.info(request, _("Only an answer that can be read can be what helped."))
    return redirect(reading.address_of(post))


@require_POST
def post_bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    post = found.readable_post(request.member, pk)
    reader_actions.bookmark(post=post, by=request.member, on=_wanted(request))
    if "from_list" in request.POST:
        messages.success(request, _("The bookmark is taken away."))
        return redirect("forums:bookmark_list")
    return redirect(reading.address_of(post))


@require_safe
def thanks_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who thanked for a post, the latest first."""
    post = found.readable_post(request.member, pk)
    if not access.can_see_who_thanked(request.member, post.thread):
        raise PermissionDenied(
            _("In a thread in which nobody is to be quoted, nobody who thanks is named either.")
        )
    thanks = Thanks.objects.filter(post=post).select_related("member").order_by("-at", "-pk")
    paginator = Paginator(thanks, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "post": post,
        "thread": post.thread,
        "forum": post.thread.forum,
        "there": reading.address_of(post),
        "page": page,
        "numbers": turning.page_numbers(page.number, paginator.num_pages),
    }
    return render(request, "forums/thanks_list.html", context)


def _wanted(request: HttpRequest) -> bool | None:
    """What the button said that she pressed: a second press of the same changes nothing."""
    return {"1": True, "0": False}.get(request.POST.get("on", ""))
