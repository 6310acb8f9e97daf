"""The demo's forums: each thread written as people write, in the order in which they wrote."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django.utils import timezone

from forums import actions, markdown
from forums.models import Forum, Label, Post, Thanks, Thread
from members.models import Group, Member, Theme

from .data import FOLDER, load

Kind = Thread.Kind


def seed_forums() -> None:
    """A forum that is there already is left alone, with what is in it."""
    for path in sorted((FOLDER / "forums").glob("*.json")):
        one = load(f"forums/{path.stem}")
        columns = ("name", "purpose", "visibility", "opened_by", "allows_nameless", "position")
        forum, made = Forum.objects.get_or_create(
            slug=one["slug"],
            defaults={
                "group": Group.objects.get(slug=one["group"]),
                **{name: one[name] for name in columns},
            },
        )
        if made:
            for thread in sorted(one["threads"], key=lambda thread: -thread["days_ago"]):
                _tell(forum, thread)


def _tell(forum: Forum, one: dict[str, Any]) -> None:
    began_at = timezone.now() - dt.timedelta(days=one["days_ago"], hours=1)
    thread = _open(forum, one, began_at)
    posts = [thread.posts.get()]
    for said in one["posts"][1:]:
        post = actions.reply(
            thread=thread,
            by=_author(said),
            body=said["body"],
            answers=None if said["answers"] is None else posts[said["answers"]],
            nameless=said["by"] is None,
            at=min(began_at + dt.timedelta(hours=said["after_hours"]), timezone.now()),
        )
        posts.append(post)
    thread.refresh_from_db()
    _look_after(thread, one, posts)
    for post, said in zip(posts, one["posts"], strict=True):
        _thank(post, said["thanks"])


def _open(forum: Forum, one: dict[str, Any], at: dt.datetime) -> Thread:
    first = one["posts"][0]
    return actions.open_thread(
        forum=forum,
        by=_author(first),
        title=one["title"],
        body=first["body"],
        kind=Kind.QUESTION if one["kind"] == Kind.QUESTION else Kind.DISCUSSION,
        label=Label(one["label"]),
        language=one["language"],
        themes=Theme.objects.filter(slug__in=one["themes"]),
        nameless=first["by"] is None,
        details_changed=one["details_changed"],
        at=at,
    )


def _look_after(thread: Thread, one: dict[str, Any], posts: list[Post]) -> None:
    """What is for facilitators to say: those of that day may have handed over since."""
    helped = [post for post, said in zip(posts, one["posts"], strict=True) if said["helped"]]
    thread.helped_by = helped[0] if helped else None
    thread.pinned_at = thread.opened_at if one["pinned"] else None
    if one["locked"]:
        thread.locked_at, thread.locked_why = thread.last_post_at, one["locked"]
    thread.kind = Kind(one["kind"])
    if thread.kind == Kind.E_DISCUSSION:
        today, questions = timezone.localdate(), one["guiding_questions"]
        thread.opens_on = today - dt.timedelta(days=one["opens_on_days_ago"])
        thread.closes_on = today - dt.timedelta(days=one["closes_on_days_ago"])
        thread.guiding_questions = questions
        thread.guiding_questions_html = markdown.rendered(questions)
        thread.guests.set(_member(handle) for handle in one["guests"])
    thread.save()


def _thank(post: Post, handles: list[str]) -> None:
    Thanks.objects.bulk_create(
        Thanks(post=post, member=_member(handle), at=post.created_at) for handle in handles
    )
    Post.objects.filter(pk=post.pk).update(thanks_count=len(handles))


def _author(said: dict[str, Any]) -> Member:
    return _member(said["by"] or said["nameless_by"])


@cache
def _member(handle: str) -> Member:
    return Member.objects.get(handle=handle)
