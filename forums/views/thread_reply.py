"""A reply: looked at, refused with its text kept, or written."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forums import access, actions, drafts, limits, reading, sending, thread_page, writing
from forums.drafts import Typed
from forums.models import Post, Thread
from forums.writing import Box


@require_http_methods(["GET", "HEAD", "POST"])
def thread_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes by a link, or loads the page anew, is led to the box in the thread."""
    thread = reading.find(request.member, pk)
    if request.method != "POST":
        there = thread or reading.merged_into(request.member, pk)
        if there is None:
            raise Http404
        quote = writing.number_in(request.GET.get("quote", ""))
        return redirect(writing.address_of_box(there, quote))
    if thread is None:
        return _out_of_sight(request, pk)
    typed = writing.typed_in(request, thread)
    if not access.can_reply(request.member, thread):
        return _not_here(request, thread, typed)
    return _receive(request, thread, typed)


def _receive(request: HttpRequest, thread: Thread, typed: Typed) -> HttpResponse:
    box = writing.sent_box(request, thread, typed)
    body = box.form.cleaned_data.get("body", "")
    if body and (sent := actions.sent_already(typed.form_key, body)):
        sending.tidy_away(request.member, thread, sent)
        return redirect(sent)
    if "preview" in request.POST:
        writing.look(box, thread)
        return _again(request, thread, box, typed)
    if not box.form.errors and not box.is_asked_again:
        box.newer = _newer(request, thread, box.seen_to)
    if box.form.errors or box.newer:
        return _again(request, thread, box, typed)
    return _send(request, thread, box, typed)


def _send(request: HttpRequest, thread: Thread, box: Box, typed: Typed) -> HttpResponse:
    try:
        post = sending.send_reply(
            thread=thread,
            by=request.member,
            form_key=typed.form_key,
            body=box.form.cleaned_data["body"],
            answers=typed.answers,
            **box.form.told,
        )
    except limits.Wait as wait:
        box.form.add_error(None, writing.words_of_wait(wait))
        return _again(request, thread, box, typed)
    except actions.NotNow:
        return _meanwhile(request, thread, box, typed)
    return redirect(post)


def _again(request: HttpRequest, thread: Thread, box: Box, typed: Typed) -> HttpResponse:
    """The page of the thread, with all that she has typed."""
    number = reading.pages_of(thread)
    if box.newer:
        number = min(number, reading.page_of_post(box.seen_to + 1))
        words = ngettext(
            "%(n)d new post since you began. Look at it above; then press once more.",
            "%(n)d new posts since you began. Look at them above; then press once more.",
            box.newer,
        )
        box.says.append(words % {"n": box.newer})
        box.seen_to = typed.seen_to = thread.post_count
        box.is_asked_again = True
    writing.keep(box, thread, typed)
    is_refused = box.form.errors or box.says
    return thread_page.drawn(
        request,
        thread,
        number=number,
        status=422 if is_refused else 200,
        box=box,
        form=box.form,
    )


def _newer(request: HttpRequest, thread: Thread, seen_to: int) -> int:
    """How many posts of others have come since she began."""
    if thread.post_count <= seen_to:
        return 0
    posts = Post.objects.visible_to(request.member).filter(thread=thread, number__gt=seen_to)
    return posts.exclude(author=request.member).count()


def _meanwhile(request: HttpRequest, thread: Thread, box: Box, typed: Typed) -> HttpResponse:
    """Somebody was quicker, within the second: what is it now?"""
    fresh = reading.find(request.member, thread.pk)
    if fresh is None:
        return _out_of_sight(request, thread.pk)
    if access.can_reply(request.member, fresh):
        box.says.append(_("Posts without a name are not possible here any more."))
        return _again(request, fresh, box, typed)
    return _not_here(request, fresh, typed)


def _out_of_sight(request: HttpRequest, pk: int) -> HttpResponse:
    """Merged into another, or not open to her any more. Who never saw it learns nothing."""
    there = reading.merged_into(request.member, pk)
    thread = reading.find(request.member, there.pk) if there else None
    was = Thread(pk=pk)
    if thread is not None:
        return _goes_on(request, was, thread)
    if not drafts.began_in(request.member, request.POST.get("began", ""), was):
        raise Http404
    typed = writing.typed_in(request, was)
    drafts.keep(member=request.member, place=was, typed=typed)
    reason = _("This thread is not open to you any more.")
    return _kept(request, typed, reason, status=404)


def _goes_on(request: HttpRequest, was: Thread, thread: Thread) -> HttpResponse:
    """The same text, in the thread of which it has become a part: one more press posts it."""
    typed = writing.typed_in(request, thread)
    typed.seen_to = thread.post_count
    if not access.can_reply(request.member, thread):
        return _not_here(request, thread, typed)
    begun = drafts.keep(member=request.member, place=was, typed=typed)
    drafts.move(draft=begun, to=thread)
    box = writing.fresh_box(request.member, thread)
    box.is_asked_again = True
    words = _("The thread that you answered has become part of this one. Press once more to post.")
    box.says.append(words)
    number = reading.pages_of(thread)
    return thread_page.drawn(request, thread, number=number, status=422, box=box, form=box.form)


def _not_here(request: HttpRequest, thread: Thread, typed: Typed) -> HttpResponse:
    """She sees it and cannot write in it: why, and what she wrote."""
    if typed.body.strip():
        drafts.keep(member=request.member, place=thread, typed=typed)
    reason = reading.why_not(request.member, thread)
    return _kept(request, typed, reason, status=403, back=thread)


def _kept(
    request: HttpRequest, typed: Typed, reason: str, *, status: int, back: Thread | None = None
) -> HttpResponse:
    context = {"typed": typed, "reason": reason, "back": back}
    return render(request, "forums/thread_reply.html", context, status=status)
