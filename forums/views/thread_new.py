"""Opening a thread in a forum."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import access, actions, drafts, limits, sending, writing
from forums.drafts import Typed
from forums.models import Forum
from forums.writing import Box


@require_http_methods(["GET", "HEAD", "POST"])
def thread_new(request: HttpRequest, slug: str) -> HttpResponse:
    seen = Forum.objects.visible_to(request.member).select_related("group")
    forum = get_object_or_404(seen, slug=slug)
    is_sent = request.method == "POST"
    if not access.can_open_thread(request.member, forum):
        if not is_sent:
            raise PermissionDenied(_why_not(request, forum))
        return _not_here(request, forum)
    if is_sent:
        return _receive(request, forum)
    return _page(request, forum, writing.fresh_box(request.member, forum))


def _receive(request: HttpRequest, forum: Forum) -> HttpResponse:
    typed = writing.typed_in(request, forum)
    box = writing.sent_box(request, forum, typed)
    body = box.form.cleaned_data.get("body", "")
    if body and (sent := actions.sent_already(typed.form_key, body)):
        sending.tidy_away(request.member, forum, sent)
        return redirect(sent.thread)
    if "preview" in request.POST:
        writing.look(box, forum)
    elif not box.form.errors:
        return _send(request, forum, box, typed)
    writing.keep(box, forum, typed)
    return _page(request, forum, box)


def _send(request: HttpRequest, forum: Forum, box: Box, typed: Typed) -> HttpResponse:
    try:
        thread = sending.send_thread(
            forum=forum,
            by=request.member,
            form_key=typed.form_key,
            body=box.form.cleaned_data["body"],
            **box.form.told,
        )
    except limits.Wait as wait:
        box.form.add_error(None, writing.words_of_wait(wait))
    except actions.NotNow:
        box.form.add_error(
            None, _("What may be written in this forum has just changed. Please look once more.")
        )
    else:
        return redirect(thread)
    writing.keep(box, forum, typed)
    return _page(request, forum, box)


def _not_here(request: HttpRequest, forum: Forum) -> HttpResponse:
    """It was closed while she wrote, or she has left the group."""
    typed = writing.typed_in(request, forum)
    drafts.keep(member=request.member, place=forum, typed=typed)
    context = {"forum": forum, "typed": typed, "reason": _why_not(request, forum), "back": forum}
    return render(request, "forums/thread_new.html", context, status=403)


def _why_not(request: HttpRequest, forum: Forum) -> str:
    if forum.closed_at:
        return _("This forum is closed: it can be read, and nobody writes in it any more.")
    if not access.can_write_in(request.member, forum):
        return _("Only the members of the group write here.")
    return _("Threads are opened here by those who look after the group.")


def _page(request: HttpRequest, forum: Forum, box: Box) -> HttpResponse:
    context = {"forum": forum, "box": box, "form": box.form}
    return render(
        request, "forums/thread_new.html", context, status=422 if box.form.errors else 200
    )
