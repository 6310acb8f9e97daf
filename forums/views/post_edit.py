"""Saying a post of one's own in other words. Nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import access, differences, drafts_of_edits, found, post_actions, reading
from forums.actions import NotNow
from forums.editing_forms import EditForm
from forums.models import Post


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = found.readable_post(request.member, pk)
    if not access.can_edit(request.member, post):
        raise PermissionDenied(_why_not(request, post))
    if "discard" in request.POST:
        drafts_of_edits.forget(request.member, post)
        return redirect("forums:post_edit", post.pk)
    if request.method == "POST":
        return _receive(request, post)
    draft = drafts_of_edits.of(request.member, post)
    return _page(request, post, EditForm(post=post, draft=draft), draft=draft)


def _receive(request: HttpRequest, post: Post) -> HttpResponse:
    form = EditForm(request.POST, post=post)
    if not form.is_valid() or "preview" in request.POST:
        drafts_of_edits.keep(request.member, post, request.POST.dict())
        return _page(request, post, form, preview=form.html if form.is_valid() else "")
    said = form.cleaned_data
    try:
        post = post_actions.edit(
            post=post,
            by=request.member,
            body=said["body"],
            title=said.get("title", ""),
            details_changed=said["details_changed"],
            since=said["since"],
        )
    except post_actions.Changed:
        return _page_of_two_texts(request, post, form)
    except NotNow:
        drafts_of_edits.keep(request.member, post, request.POST.dict())
        words = _("It was locked, hidden, moved or removed meanwhile. What you typed is below.")
        form.add_error(None, words)
        return _page(request, post, form)
    messages.success(request, _("Your post is changed."))
    return redirect(reading.address_of(post))


def _page_of_two_texts(request: HttpRequest, post: Post, form: EditForm) -> HttpResponse:
    """What she typed stays in the form, and what stands there now is shown beside it."""
    now = found.readable_post(request.member, post.pk)
    form.begin_from(now)
    drafts_of_edits.keep(request.member, now, form.data)
    changes = differences.parts(now.body, form.cleaned_data["body"])
    words = _(
        "The post was changed after you began, on another device or page. Nothing of yours is "
        "lost: it is in the form, and what stands there now is below it. If you save, yours "
        "takes its place."
    )
    form.add_error(None, words)
    return _page(request, now, form, now=now, changes=differences.shortened(changes))


def _page(request: HttpRequest, post: Post, form: EditForm, **more: Any) -> HttpResponse:
    context = {"post": post, "thread": post.thread, "forum": post.thread.forum, "form": form}
    status = 422 if form.errors else 200
    return render(request, "forums/post_edit.html", context | more, status=status)


def _why_not(request: HttpRequest, post: Post) -> str:
    if not access.is_hers(request.member, post):
        return _("Only the person who wrote a post can change it.")
    if post.hidden_at:
        return _("Your post is hidden. It cannot be changed until it is shown again.")
    return reading.why_not(request.member, post.thread)
