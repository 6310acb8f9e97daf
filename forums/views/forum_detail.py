"""A forum: its threads by last activity, the pinned ones first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import access, feeds, labels, read_marks, thread_list
from forums.models import Forum
from members.access import public
from members.search.narrowing import Names


@public("Forums that everybody may read are open to everybody; the view asks visible_to.")
@require_safe
def forum_detail(request: HttpRequest, slug: str) -> HttpResponse:
    member = request.member
    forums = read_marks.forums_with_marks(Forum.objects.visible_to(member), member)
    forums = forums.annotate(
        feed_key_at=feeds.key_made_at(member), has_pinned=thread_list.has_pinned()
    )
    forum = get_object_or_404(forums.select_related("group"), slug=slug)
    asked = thread_list.read_asked(request.GET, member)
    return render(
        request,
        "forums/forum_detail.html",
        {
            "forum": forum,
            "asked": asked,
            "listed": thread_list.page_of(forum, member, asked),
            "kinds": thread_list.KINDS.items(),
            "themes": sorted((name, slug) for slug, (name, _up) in Names().themes.items()),
            "readers": labels.READERS[labels.reach(forum)],
            "may_open": access.can_open_thread(member, forum),
            "seen_to": thread_list.now_as_cursor(),
            "feeds": labels.reach(forum),
        },
        status=422 if asked.month_error else 200,
    )
