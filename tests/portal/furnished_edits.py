"""Posts that were edited, removed, thanked for, kept; a label that somebody asks to change.

For the furnished house. Only `furniture` imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums import label_actions, post_actions, reader_actions
from forums.models import Label, Post, Thread
from members.models import Member, Visibility
from tests import make

if TYPE_CHECKING:
    from .furniture import House

AFRICA = ("amina", "efua", "bintou")


def put_edits(house: House) -> None:
    """All in Efua's hidden group, with the people in it as readers."""
    amina, efua = house.person("amina"), house.person("efua")
    forum = make.make_forum(
        house.things["africa"], slug="edited", visibility=Visibility.GROUP, allows_nameless=True
    )
    title = house.canary("title of an edited thread", AFRICA)
    thread = make.make_thread(forum, efua, title=title, kind=Thread.Kind.QUESTION)
    former = house.canary("a former text", AFRICA)
    post = make.make_post(thread, amina, body=former)
    _edit(post, amina, house.canary("a former text that is hidden", AFRICA))
    _edit(post, amina, house.canary("what an edited post says", AFRICA))
    hidden = post.revisions.order_by("pk")[1]
    why = house.canary("why a former text is hidden", AFRICA)
    post_actions.hide_revision(revision=hidden, by=efua, why=why)
    reader_actions.thank(post=post, by=efua)
    reader_actions.bookmark(post=post, by=amina)
    removed = make.make_post(thread, amina, body=house.canary("a removed post", ()))
    _edit(removed, amina, house.canary("a removed post, edited", ()))
    post_actions.remove(post=removed, by=amina)
    wider = make.make_thread(forum, amina, label=Label.NOT_QUOTED)
    label_actions.ask_to_loosen(
        thread=wider,
        to=Label.GROUP,
        by=amina,
        why=house.canary("why a thread is to be opened wider", AFRICA),
    )
    house.things |= {
        "edited post": post,
        "hidden revision": hidden,
        "removed post": removed,
        "edited thread": thread,
        "thread to be opened wider": wider,
    }


def _edit(post: Post, by: Member, body: str) -> None:
    post.refresh_from_db()
    post_actions.edit(post=post, by=by, body=body, since=post_actions.edition(post))
