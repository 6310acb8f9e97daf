"""Marking as read what one does not want to open."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums import read_marks, thread_list
from forums.models import Forum


@require_POST
def forum_read(request: HttpRequest, slug: str) -> HttpResponse:
    """All of one forum, as far as it stood on the page she looked at (`to`)."""
    forum = get_object_or_404(Forum.objects.visible_to(request.member), slug=slug)
    read_marks.mark_forums_read(request.member, [forum], _seen_to(request))
    messages.success(request, _("All of this forum is marked as read."))
    return redirect(forum)


@require_POST
def forum_list_read(request: HttpRequest) -> HttpResponse:
    """All forums that she reads."""
    forums = Forum.objects.visible_to(request.member).order_by().only("pk")
    read_marks.mark_forums_read(request.member, forums, _seen_to(request))
    messages.success(request, _("Everything is marked as read."))
    return redirect("forums:forum_list")


def _seen_to(request: HttpRequest) -> dt.datetime:
    """What came after the page was made stays new."""
    now, cursor = timezone.now(), thread_list.read_cursor(request.POST.get("to", ""))
    return min(cursor.at, now) if cursor else now
