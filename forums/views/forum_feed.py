"""What is new in a forum, for feed readers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from forums.models import Forum
from members.access import public


@public("A feed holds public threads only, whoever asks for it.")
@require_safe
def forums_feed(request: HttpRequest) -> HttpResponse:
    raise Http404


@public("A feed of a forum holds its public threads only, whoever asks for it.")
@require_safe
def forum_feed(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


@require_POST
def forum_feed_key(request: HttpRequest, slug: str) -> HttpResponse:
    get_object_or_404(Forum.objects.visible_to(request.member), slug=slug)
    raise Http404


@public("A feed reader does not log in: the key shows for whom it asks.")
@require_safe
def forum_feed_private(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    raise Http404
