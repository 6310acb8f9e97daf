"""What was hidden and decided in forums, for the furnished house. Only `furniture` imports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from forums.care import posts, threads
from forums.models import Forum, Post, Thread
from members.models import Group, Member
from tests import make

if TYPE_CHECKING:
    from .furniture import House

AFRICA = ("amina", "efua", "bintou")
CARE = ("efua", "bintou")
SIBLING = ("chidi", "bintou")


def put_care(house: House) -> None:
    """In Efua's hidden group, and in a hidden sibling that Chidi belongs to."""
    bintou = house.person("bintou")
    here = _forum(house, house.things["africa"], "africa-talk", AFRICA)
    talk = _thread(house, here, "talk", AFRICA)
    hidden = _post(house, talk, "a hidden post", ("amina", "efua", "bintou"))
    posts.hide(post=hidden, by=bintou, why=house.canary("why a post is hidden", AFRICA))
    gone = _thread(house, here, "hidden talk", CARE)
    threads.hide(thread=gone, by=bintou, why=house.canary("why a thread is hidden", CARE))
    house.things |= {
        "talk": talk,
        "hidden talk": gone,
        "shown post": talk.last_post,
        "hidden post": hidden,
        "talk forum": here,
    }
    there = _forum(house, house.things["hidden sibling"], "sibling-talk", SIBLING)
    other = _thread(house, there, "talk of a sibling", SIBLING)
    foreign = _post(house, other, "a hidden post of a sibling", ["bintou"])
    posts.hide(
        post=foreign, by=bintou, why=house.canary("why a post of a sibling is hidden", SIBLING)
    )


def _forum(house: House, group: Group, slug: str, readers: Iterable[str]) -> Forum:
    name = house.canary(f"name of the forum {slug}", readers)
    return make.make_forum(group, name=name, slug=slug, visibility="group")


def _thread(house: House, forum: Forum, name: str, readers: Iterable[str]) -> Thread:
    title = house.canary(f"title of {name}", readers)
    words = house.canary(f"first words of {name}", readers)
    return make.make_thread(forum, _writer(house, readers), title=title, body=words)


def _post(house: House, thread: Thread, name: str, readers: Iterable[str]) -> Post:
    writer = house.person("amina") if "amina" in set(readers) else None
    words = house.canary(f"words of {name}", readers)
    return make.make_post(thread, writer or thread.opened_by, body=words)


def _writer(house: House, readers: Iterable[str]) -> Member:
    """Amina, Chidi or Efua: whoever of the cast belongs there and reads it."""
    return house.person(next(name for name in ("amina", "chidi", "efua") if name in set(readers)))
