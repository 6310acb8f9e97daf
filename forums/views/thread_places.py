"""Moving a thread, merging it into another, splitting posts off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.actions import NotNow
from forums.care import deeds, places
from forums.care_forms import MergeForm, MoveForm, SplitForm, places_for
from forums.models import Post, Thread

from .thread_care import ASKS, find, show

# Of a post, for recognizing it.
BEGINNING = 300
POSTS_A_PAGE = 50
MOVE = {
    "title": gettext_lazy("Move the thread"),
    "lead": gettext_lazy(
        "All posts go along, and the old address leads on. Where the other forum is for fewer "
        "people, the thread is so, too; it never becomes open to more. It is not pinned there."
    ),
    "button": gettext_lazy("Move"),
}
MERGE = {
    "title": gettext_lazy("Merge the thread into another"),
    "lead": gettext_lazy(
        "The posts of both stand in the other thread then, in the order in which they were "
        "written, with new numbers. The narrower confidentiality holds. The address of this "
        "thread leads on, and its title is kept with the decision. This cannot be undone."
    ),
    "button": gettext_lazy("Merge"),
}


@ASKS
def thread_move(request: HttpRequest, pk: int) -> HttpResponse:
    thread = find(request, pk)
    if _is_hidden(request, thread):
        return redirect(thread)
    form = MoveForm(
        request.POST if request.method == "POST" else None, thread=thread, by=_me(request)
    )
    if form.is_valid():
        try:
            moved = places.move(
                thread=thread, forum=form.cleaned_data["forum"], by=_me(request), why=_why(form)
            )
        except NotNow:
            form.add_error(None, deeds.LATE)
        else:
            _say_where(request, thread, moved)
            return redirect(moved)
    nowhere = not places_for(thread, _me(request)).exists()
    return show(request, thread, form, deed=MOVE, back=thread.get_absolute_url(), nowhere=nowhere)


def _say_where(request: HttpRequest, thread: Thread, moved: Thread) -> None:
    facts = {"forum": moved.forum, "label": moved.get_label_display()}
    messages.success(request, _("The thread stands in “%(forum)s” now.") % facts)
    if moved.label != thread.label:
        messages.info(request, _("It is for fewer people than before: %(label)s.") % facts)


@ASKS
def thread_merge(request: HttpRequest, pk: int) -> HttpResponse:
    thread = find(request, pk)
    if _is_hidden(request, thread):
        return redirect(thread)
    form = MergeForm(
        request.POST if request.method == "POST" else None, thread=thread, by=_me(request)
    )
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            merged = places.merge(thread=thread, into=into, by=_me(request), why=_why(form))
        except NotNow:
            form.add_error(None, deeds.LATE)
        else:
            messages.success(request, _("The posts of both threads stand here now."))
            return redirect(merged)
    return show(request, thread, form, deed=MERGE, back=thread.get_absolute_url())


@ASKS
def thread_split(request: HttpRequest, pk: int) -> HttpResponse:
    """`page` says among which posts she chooses."""
    thread = find(request, pk)
    if _is_hidden(request, thread):
        return redirect(thread)
    pages = Paginator(range(2, thread.post_count + 1), POSTS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    posts = _posts(request, thread, page.object_list)
    form = SplitForm(request.POST if request.method == "POST" else None, posts=posts)
    if form.is_valid():
        told = {
            name: form.cleaned_data[name] for name in ("posts", "title", "and_what_follows", "why")
        }
        try:
            new = places.split(thread=thread, by=_me(request), **told)
        except NotNow:
            form.add_error(None, deeds.LATE)
        else:
            messages.success(request, _("The posts stand in a thread of their own now."))
            return redirect(new)
    context = {"thread": thread, "forum": thread.forum, "form": form, "page": page}
    status = 422 if form.errors else 200
    return render(request, "forums/thread_split.html", context, status=status)


def _posts(request: HttpRequest, thread: Thread, numbers: Any) -> Any:
    """All of them on this page, traces too; of those whose words she may read, the beginning."""
    first, last = (numbers[0], numbers[-1]) if numbers else (0, 0)
    rows = Post.objects.filter(thread=thread, number__range=(first, last)).in_order()
    shown = rows.with_traces_for(request.member).select_related("author")
    return shown.annotate(beginning=Left("body", BEGINNING))


def _is_hidden(request: HttpRequest, thread: Thread) -> bool:
    if thread.hidden_at:
        messages.info(request, _("The thread is hidden. Please restore it first."))
    return thread.hidden_at is not None


def _me(request: HttpRequest) -> Any:
    return request.member


def _why(form: MoveForm | MergeForm) -> str:
    return str(form.cleaned_data["why"])
