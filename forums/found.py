"""The post or thread that an address names, as far as the asker may know of it; otherwise 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from members.models import Member

from .models import Post, Thread


def readable_post(member: Member | None, pk: int) -> Post:
    """Whose words she may read."""
    posts = Post.objects.visible_to(member).select_related("author", "thread__forum__group")
    return get_object_or_404(posts, pk=pk)


def post_or_trace(member: Member | None, pk: int) -> Post:
    """Also one that was removed or hidden, in a thread that she sees. Its words are not fetched."""
    seen = Thread.objects.visible_to(member).order_by().values("pk")
    posts = Post.objects.with_traces_for(member).select_related("author", "thread__forum__group")
    return get_object_or_404(posts.filter(thread__in=seen), pk=pk)


def visible_thread(member: Member | None, pk: int) -> Thread:
    threads = Thread.objects.visible_to(member).select_related("forum__group", "opened_by")
    return get_object_or_404(threads, pk=pk)
