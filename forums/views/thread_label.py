"""Making a thread more confidential, and asking that it be less so."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import access, found, label_actions, label_page, labels
from forums.actions import NotNow
from forums.editing_forms import LabelForm
from forums.models import Label, Loosening, Thread
from forums.models.threads import is_looser

ANSWERS: dict[str, Callable[..., None]] = {
    "agree": label_actions.agree,
    "decline": label_actions.decline,
    "withdraw": label_actions.withdraw,
}


@require_http_methods(["GET", "HEAD", "POST"])
def thread_label(request: HttpRequest, pk: int) -> HttpResponse:
    member = request.member
    thread = found.visible_thread(member, pk)
    wish = label_page.wish_shown_to(member, thread)
    if deed := ANSWERS.get(request.POST.get("answer", "")):
        return _answer(request, thread, wish, deed)
    offered = label_page.narrower(thread) if label_page.may_narrow(member, thread) else []
    if wish is None:
        offered = [*label_page.wider(member, thread), *offered]
    if not offered and wish is None:
        raise PermissionDenied(_why_not(request, thread))
    form = LabelForm(request.POST or None, thread=thread, offered=offered)
    if form.is_valid() and _do(request, thread, form):
        return redirect(thread)
    context = {
        "thread": thread,
        "forum": thread.forum,
        "meaning": labels.MEANINGS[thread.label],
        "wish": wish,
        "wished": labels.MEANINGS[wish.label] if wish else "",
        "may_answer": wish is not None and access.can_answer_loosening(member, wish),
        "form": form if offered else None,
    }
    status = 422 if form.errors else 200
    return render(request, "forums/thread_label.html", context, status=status)


def _do(request: HttpRequest, thread: Thread, form: LabelForm) -> bool:
    to, why = form.cleaned_data["label"], form.cleaned_data["why"]
    try:
        if is_looser(to, than=thread.label):
            label_actions.ask_to_loosen(thread=thread, to=to, by=request.member, why=why)
            messages.success(request, _asked(request, thread))
        else:
            label_actions.tighten(thread=thread, to=to, by=request.member, why=why)
            messages.success(request, _("From now on: %s") % labels.MEANINGS[Label(to)])
    except NotNow:
        form.add_error(None, _("It has changed meanwhile. This is how it stands."))
    return not form.errors


def _asked(request: HttpRequest, thread: Thread) -> str:
    if thread.opened_by_id == request.member.pk:
        return _("Your wish waits until somebody who looks after the group agrees.")
    return _("Your wish waits until the person who opened the thread agrees.")


def _answer(
    request: HttpRequest, thread: Thread, wish: Loosening | None, deed: Callable[..., None]
) -> HttpResponse:
    """To the wish that she has read; not to another that has come in its place."""
    if wish is None or request.POST.get("wish") != str(wish.pk):
        messages.info(request, _("It has changed meanwhile. This is how it stands."))
        return redirect(thread)
    is_hers = wish.asked_by_id == request.member.pk
    if is_hers != (deed is label_actions.withdraw):
        raise PermissionDenied(_("It takes two: the other one answers a wish."))
    try:
        deed(loosening=wish, by=request.member)
    except NotNow:
        messages.info(request, _("It has changed meanwhile. This is how it stands."))
    else:
        messages.success(request, _("Done. This is how it stands."))
    return redirect(thread)


def _why_not(request: HttpRequest, thread: Thread) -> str:
    if label_page.narrower(thread) or request.member.pk != thread.opened_by_id:
        return _("Whoever may post in a thread can make it more confidential.")
    return _("It is as confidential as it can be.")
