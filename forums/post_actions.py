"""Deeds about one post: edited, removed, a former text of it hidden. Each is one transaction.

The thread is locked before its post, as those do who move, merge and split. What is said of a
nameless post here names nobody: neither in a row nor in a job.
"""

from __future__ import annotations

import hashlib

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from members.models import Member
from members.moderation.decisions import decided
from members.tidy import tidy

from . import access, markdown, mentions, search
from .actions import NotNow
from .models import Bookmark, Draft, Post, PostRevision, Thanks, Thread


class Changed(Exception):
    """It says something else than when she began to edit it."""


def edition(post: Post) -> str:
    """What it says now, in short: two of one post are equal if and only if the words are.

    Of the post that opens a thread the title is a part.
    """
    title = post.thread.title if access.opens_its_thread(post) else ""
    return hashlib.sha256(f"{title}\0{post.body}".encode()).hexdigest()[:32]


def html_of(body: str, thread: Thread) -> str:
    """What readers would see of it. Raises `markdown.TooMuch` and `mentions.TooMany`."""
    return markdown.rendered(body, mentions.pages_of(mentions.people_in(body, thread)))


@transaction.atomic
def edit(
    *,
    post: Post,
    by: Member,
    body: str,
    since: str,
    title: str = "",
    details_changed: bool = False,
) -> Post:
    """Say it in other words, and keep the former ones; the same words again change nothing.

    `since` is the `edition` she began from; `title` counts for who opened the thread. Raises
    `NotNow`, `Changed`, `markdown.TooMuch` and `mentions.TooMany`.
    """
    fresh = locked(post)
    if not access.can_edit(by, fresh):
        raise NotNow
    if not (title and access.opens_its_thread(fresh)):
        title = fresh.thread.title
    if (title, body) != (fresh.thread.title, tidy(fresh.body).strip()):
        if since != edition(fresh):
            raise Changed
        _say(fresh, title, body)
    Post.objects.filter(pk=fresh.pk).update(details_changed=details_changed)
    Draft.objects.filter(post=fresh).delete()
    return fresh


def _say(post: Post, title: str, body: str) -> None:
    thread = post.thread
    people = mentions.people_in(body, thread)
    html = markdown.rendered(body, mentions.pages_of(people))
    is_renamed = title != thread.title
    PostRevision.objects.create(
        post=post,
        body=post.body,
        title=thread.title if is_renamed else "",
        written_at=post.edited_at or post.created_at,
    )
    post.body, post.html, post.edited_at = body, html, timezone.now()
    post.save(update_fields=["body", "html", "edited_at"])
    mentions.note(post, people)
    _rename(thread, title)
    # All of a thread is found by its title.
    search.index_later(thread, [] if is_renamed else [post.number])


@transaction.atomic
def remove(*, post: Post, by: Member, title: str = "") -> None:
    """Take back her own words; the trace of them stays, and what others quoted.

    With `title`, the thread that she opened is called so from now on. Removed once more, nothing
    happens. Raises `NotNow`.
    """
    fresh = locked(post)
    if fresh.removed_at and access.is_hers(by, fresh):
        return
    if not access.can_remove(by, fresh):
        raise NotNow
    thread = fresh.thread
    is_renamed = bool(title) and title != thread.title and access.opens_its_thread(fresh)
    Post.objects.filter(pk=fresh.pk).update(
        body="", html="", removed_at=timezone.now(), details_changed=False, thanks_count=0
    )
    _forget_what_hangs_on(fresh)
    Thread.objects.filter(pk=thread.pk, helped_by=fresh).update(helped_by=None)
    if is_renamed:
        _rename(thread, title)
    search.index_later(thread, [] if is_renamed else [fresh.number])


def _forget_what_hangs_on(post: Post) -> None:
    """The files go when it has held."""
    files = [name for one in post.attachments.all() if (name := one.file.name)]
    post.attachments.all().delete()
    post.revisions.all().delete()
    post.mentions.all().delete()
    Thanks.objects.filter(post=post).delete()
    Bookmark.objects.filter(post=post).delete()
    Draft.objects.filter(post=post).delete()
    transaction.on_commit(lambda: _delete_files(files))


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


@transaction.atomic
def hide_revision(*, revision: PostRevision, by: Member, why: str) -> None:
    """Keep a former text from those who do not look after the group; hidden already, it stays so.

    Raises `NotNow`.
    """
    post = locked(revision.post)
    fresh = PostRevision.objects.select_for_update().filter(pk=revision.pk, post=post).first()
    if fresh is None:
        raise NotNow
    fresh.post = post
    if not access.can_hide_revision(by, fresh):
        raise NotNow
    if fresh.hidden_at:
        return
    fresh.hidden_at, fresh.hidden_why = timezone.now(), why
    fresh.save(update_fields=["hidden_at", "hidden_why"])
    group, after = post.thread.forum.group, {"revision": fresh.pk}
    decided(post, "hide_revision", by=by, why=why, group=group, after=after)


def locked(post: Post) -> Post:
    """As it is now, with its thread. Raises `NotNow` if it has just gone to another thread."""
    number = Post.objects.values_list("thread_id", flat=True).get(pk=post.pk)
    threads = Thread.objects.select_for_update(of=("self",), no_key=True)
    thread = threads.select_related("forum__group").get(pk=number)
    fresh = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if fresh.thread_id != thread.pk:
        raise NotNow
    fresh.thread = thread
    return fresh


def _rename(thread: Thread, title: str) -> None:
    """`sort_title` follows the title when it is saved."""
    if title != thread.title:
        thread.title = title
        thread.save(update_fields=["title", "sort_title"])
