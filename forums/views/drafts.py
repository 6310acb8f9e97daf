"""What she has begun to write: kept while she types, listed, thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums import drafts, writing
from forums.models import Draft, Forum, Thread
from members.tidy import tidy

MOST = 200


@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Called by the script of the page. Says whether anything is kept now."""
    place = _place(request)
    typed = writing.typed_in(request, place)
    if drafts.is_straggler(typed.form_key):
        return JsonResponse({"kept": False})
    if not typed.title.strip() and not typed.body.strip():
        return JsonResponse({"kept": _emptied(request, place)})
    drafts.keep(member=request.member, place=place, typed=typed)
    return JsonResponse({"kept": True})


def _place(request: HttpRequest) -> Forum | Thread:
    """Where she writes, if she sees it, or saw it when she began."""
    sent, member = request.POST, request.member
    number = writing.number_in(sent.get("thread", ""))
    if number:
        thread = Thread.objects.visible_to(member).filter(pk=number).first()
        if thread:
            return thread
        was = Thread(pk=number)
        if drafts.began_in(member, sent.get("began", ""), was):
            return was
        raise Http404
    return get_object_or_404(Forum.objects.visible_to(member), slug=tidy(sent.get("forum", "")))


def _emptied(request: HttpRequest, place: Forum | Thread) -> bool:
    """She has taken out every word: what is left is a draft only if it has a file."""
    draft = drafts.of(request.member, place)
    if draft and not draft.attachments.all():
        drafts.forget(draft)
        return False
    return draft is not None


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    begun = list(
        Draft.objects.visible_to(request.member)
        .select_related("forum", "thread__forum", "post__thread__forum")
        .prefetch_related("attachments")[:MOST]
    )
    drafts.find_places(request.member, begun)
    for draft in begun:
        draft.goes_on = _where_it_goes_on(draft)
    return render(request, "forums/draft_list.html", {"drafts": begun})


def _where_it_goes_on(draft: Any) -> str:
    """Nowhere, if the place is not open to her any more: then its text stands in the list."""
    if draft.place is None:
        return ""
    if draft.forum:
        return reverse("forums:thread_new", args=[draft.forum.slug])
    return writing.address_of_box(draft.thread) if draft.thread else draft.post.get_absolute_url()


@require_POST
def draft_delete(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Draft.objects.visible_to(request.member), pk=pk)
    drafts.forget(draft)
    messages.success(request, _("The draft is deleted."))
    return redirect("forums:draft_list")
