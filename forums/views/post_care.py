"""Hiding a post, and restoring it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from forums import access, markdown
from forums.care import deeds
from forums.models import Post, Thread

from .thread_care import ASKS, ask_or_do, find


def _find(request: HttpRequest, pk: int) -> tuple[Thread, Post]:
    """A post in a thread that she looks after, with its words."""
    traces = Post.objects.filter(thread__in=Thread.objects.visible_to(request.member))
    trace = get_object_or_404(traces.only("pk", "thread"), pk=pk)
    thread = find(request, trace.thread_id)
    post = Post.objects.visible_to(request.member).filter(pk=pk).first()
    if post is None:
        raise Http404
    post.thread = thread
    return thread, post


def _with_post(request: HttpRequest, thread: Thread, post: Post, deed: deeds.Deed) -> HttpResponse:
    back, quote = post.get_absolute_url(), markdown.plain(post.body)
    return ask_or_do(request, thread, post, deed, back=back, quote=quote)


@ASKS
def post_hide(request: HttpRequest, pk: int) -> HttpResponse:
    thread, post = _find(request, pk)
    return _with_post(request, thread, post, deeds.HIDE_POST)


@ASKS
def post_restore(request: HttpRequest, pk: int) -> HttpResponse:
    thread, post = _find(request, pk)
    if post.hidden_at and not access.can_restore(request.member, post):
        raise PermissionDenied(deeds.ABOUT_HERSELF)
    return _with_post(request, thread, post, deeds.RESTORE_POST)
