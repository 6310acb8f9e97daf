"""The stable address of a post: it leads to the page of the thread on which it stands now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from forums import reading
from forums.models import Post, Thread
from members.access import public


@public("Posts that everybody may read are open to everybody; the view asks visible_to.")
@require_safe
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one that was removed or hidden, to its trace."""
    threads = Thread.objects.visible_to(request.member)
    posts = Post.objects.select_related("thread__forum").filter(thread__in=threads)
    return redirect(reading.address_of(get_object_or_404(posts, pk=pk)))
