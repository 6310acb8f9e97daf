"""What a reader does with a post: thanks for it, says that it helped, keeps it.

`on` says what she wants, so that a button pressed twice does it once; None turns round what is.
Where the post is locked, those who press at one moment wait for each other, and the counts are
true.
"""

from __future__ import annotations

from django.db import transaction

from members.models import Member

from . import access
from .actions import NotNow
from .models import Bookmark, Post, Thanks, Thread
from .post_actions import locked


@transaction.atomic
def thank(*, post: Post, by: Member, on: bool | None = None) -> bool:
    """Whether she thanks for it now. Raises `NotNow` for her own and for what is not there."""
    fresh = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if not access.can_thank(by, fresh):
        raise NotNow
    hers = Thanks.objects.filter(post=fresh, member=by)
    thanked = hers.exists()
    wanted = not thanked if on is None else on
    if wanted == thanked:
        return wanted
    if wanted:
        Thanks.objects.create(post=fresh, member=by)
    else:
        hers.delete()
    # Counted anew: who leaves the community takes her thanks along.
    count = Thanks.objects.filter(post=fresh).count()
    Post.objects.filter(pk=fresh.pk).update(thanks_count=count)
    return wanted


@transaction.atomic
def say_what_helped(*, post: Post, by: Member, on: bool | None = None) -> bool:
    """Whether it is now the answer that helped; it takes the place of another.

    Raises `NotNow`.
    """
    fresh = locked(post)
    thread = fresh.thread
    is_answer = fresh.number > 1 and fresh.removed_at is None and fresh.hidden_at is None
    if not is_answer or not access.can_say_what_helped(by, thread):
        raise NotNow
    helped = thread.helped_by_id == fresh.pk
    wanted = not helped if on is None else on
    if wanted != helped:
        Thread.objects.filter(pk=thread.pk).update(helped_by=fresh if wanted else None)
    return wanted


@transaction.atomic
def bookmark(*, post: Post, by: Member, on: bool | None = None) -> bool:
    """Whether she keeps it now."""
    hers = Bookmark.objects.filter(post=post, member=by)
    if on is None:
        on = not hers.exists()
    if on:
        Bookmark.objects.get_or_create(post=post, member=by)
    else:
        hers.delete()
    return on
