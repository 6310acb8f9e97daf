"""What who looks after a group does with a thread: a page that asks why, and then the deed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import access
from forums.actions import NotNow
from forums.care import deeds
from forums.care.deeds import Deed
from forums.care_forms import ReasonForm
from forums.models import Thread

ASKS = require_http_methods(["GET", "HEAD", "POST"])


def find(request: HttpRequest, pk: int) -> Thread:
    """One that she looks after; 404 if she does not see it, 403 if she only reads it."""
    seen = Thread.objects.visible_to(request.member).select_related("forum__group")
    thread = get_object_or_404(seen, pk=pk)
    if not access.can_moderate(request.member, thread.forum):
        raise PermissionDenied(_("This is for those who look after the group."))
    return thread


def ask_or_do(
    request: HttpRequest, thread: Thread, thing: Any, deed: Deed, *, back: str, **shown: object
) -> HttpResponse:
    """`thing` is the thread, or a part of it; `back` is where she came from."""
    if not deed.fits(thing):
        messages.info(request, deeds.LATE)
        return redirect(back)
    form = deed.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            deed.do(**{deed.about: thing}, by=request.member, why=form.cleaned_data["why"])
        except NotNow:
            form.add_error(None, deeds.LATE)
        else:
            messages.success(request, deed.done)
            return redirect(back)
    return show(request, thread, form, deed=deed, back=back, **shown)


def show(request: HttpRequest, thread: Thread, form: ReasonForm, **shown: object) -> HttpResponse:
    """The page that asks; with what was typed, where something is to be put right."""
    context = {"thread": thread, "forum": thread.forum, "form": form, **shown}
    status = 422 if form.errors else 200
    return render(request, "forums/thread_lock.html", context, status=status)


def _with_thread(request: HttpRequest, pk: int, deed: Deed) -> HttpResponse:
    thread = find(request, pk)
    return ask_or_do(request, thread, thread, deed, back=thread.get_absolute_url())


@ASKS
def thread_lock(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.LOCK)


@ASKS
def thread_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.UNLOCK)


@ASKS
def thread_pin(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.PIN)


@ASKS
def thread_unpin(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.UNPIN)


@ASKS
def thread_hide(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.HIDE)


@ASKS
def thread_restore(request: HttpRequest, pk: int) -> HttpResponse:
    thread = find(request, pk)
    if thread.hidden_at and not access.can_restore(request.member, thread):
        raise PermissionDenied(deeds.ABOUT_HERSELF)
    return _with_thread(request, pk, deeds.RESTORE)


@ASKS
def thread_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_thread(request, pk, deeds.CLOSE)
