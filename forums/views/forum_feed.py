"""What is new in the forums, for feed readers."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums import feeds
from forums.models import FeedKey, Forum, Thread
from members.access import public

# Kept by readers, and asked for again each time.
BY_ALL, BY_HER = "no-cache", "private, no-cache"


@public("It holds announcements and public threads only, whoever asks for it.")
@require_safe
def forums_feed(request: HttpRequest) -> HttpResponse:
    """The first post of each."""
    posts = feeds.first_posts(Thread.objects.visible_to(None))
    address = reverse("forums:forums_feed")
    feed = feeds.feed_of(_("New in the forums"), reverse("forums:forum_list"), address, posts)
    return feeds.answer(request, feed, cached=BY_ALL)


@public("It holds the public threads of a public forum, whoever asks for it.")
@require_safe
def forum_feed(request: HttpRequest, slug: str) -> HttpResponse:
    forum = get_object_or_404(Forum.objects.visible_to(None), slug=slug)
    posts = feeds.newest_posts(Thread.objects.visible_to(None).filter(forum=forum))
    address = reverse("forums:forum_feed", args=[forum.slug])
    feed = feeds.feed_of(forum.name, forum.get_absolute_url(), address, posts)
    return feeds.answer(request, feed, cached=BY_ALL)


@require_POST
def forum_feed_key(request: HttpRequest, slug: str) -> HttpResponse:
    """A new address of her own, shown on this page and never again; or none any more."""
    forums = Forum.objects.visible_to(request.member).select_related("group")
    forum = get_object_or_404(forums, slug=slug)
    if "revoke" in request.POST:
        FeedKey.objects.filter(member=request.member, forum=forum).delete()
        messages.success(request, _("The address opens nothing any more."))
        return redirect(forum)
    if not feeds.may_be_followed(forum):
        messages.error(request, _("What is said here is for the group only: it has no feed."))
        return redirect(forum)
    key = feeds.new_key(request.member, forum)
    path = reverse("forums:forum_feed_private", args=[forum.slug, key])
    context = {"forum": forum, "link": f"{settings.BASE_URL}{path}"}
    return render(request, "forums/forum_feed_key.html", context)


@public("A feed reader does not log in: the key shows for whom it asks.")
@require_safe
def forum_feed_private(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What all members may read of a forum, as long as the owner of the key may."""
    known = feeds.opened_by(key, slug)
    if known is None:
        raise Http404
    forum = known.forum
    posts = feeds.newest_posts(feeds.threads_for(known.member, forum))
    feed = feeds.feed_of(forum.name, forum.get_absolute_url(), "", posts)
    response = feeds.answer(request, feed, cached=BY_HER)
    response["Referrer-Policy"] = "no-referrer"
    return response
