"""Forums for the furnished house, with threads of every label. Only `furniture` imports it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from forums import feeds
from forums.models import Forum, Label, Thread
from members.models import Group, Visibility
from tests import make

if TYPE_CHECKING:
    from .furniture import House

EVERYBODY = ("visitor", "dara", "femi", "amina", "chidi", "efua", "bintou")
INSIDE = ("amina", "chidi", "efua", "bintou")
AFRICA = ("amina", "efua", "bintou")


def put_forums(house: House) -> None:
    """One to read for everybody, one for members, one for Efua's hidden group."""
    root = Group.objects.get(parent=None)
    _forum(house, "public forum", EVERYBODY, root, slug="square", visibility=Visibility.PUBLIC)
    _forum(house, "members' forum", INSIDE, root, slug="inside", visibility=Visibility.MEMBERS)
    africa = house.things["africa"]
    _forum(house, "group's forum", AFRICA, africa, slug="keys", visibility=Visibility.GROUP)
    square, keys = house.things["public forum"], house.things["group's forum"]
    _thread(house, "public thread", EVERYBODY, square, label=Label.PUBLIC)
    _thread(house, "members' thread", INSIDE, square, label=Label.MEMBERS)
    _thread(house, "group's thread", AFRICA, keys, label=Label.GROUP)
    _thread(house, "quiet thread", AFRICA, keys, label=Label.NOT_QUOTED)
    _put_hidden(house, keys)
    _put_guest(house, keys)
    # Whoever has the key reads what all members may read there, and of this one nothing is.
    amina, inside = house.person("amina"), house.things["members' forum"]
    house.things["key of a feed"] = feeds.new_key(amina, inside)


def _put_hidden(house: House, keys: Forum) -> None:
    """A thread, and a post in another; nobody but who looks after the group reads them."""
    after = ("efua", "bintou")
    _thread(house, "hidden thread", after, keys)
    hidden = house.things["hidden thread"]
    hidden.hidden_at, hidden.hidden_why = timezone.now(), house.canary("why it is hidden", after)
    hidden.save()
    body = house.canary("a hidden post", after)
    post = make.make_post(house.things["group's thread"], house.person("efua"), body=body)
    why = house.canary("why a post is hidden", AFRICA)
    post.hidden_at, post.hidden_why = timezone.now(), why
    post.save()


def _put_guest(house: House, keys: Forum) -> None:
    """An e-discussion of the hidden group, in which Chidi is a guest."""
    today = timezone.localdate()
    questions = house.canary("questions of an e-discussion", INSIDE)
    facts: dict[str, Any] = {
        "kind": Thread.Kind.E_DISCUSSION,
        "by": house.person("efua"),
        "opens_on": today - dt.timedelta(days=1),
        "closes_on": today + dt.timedelta(days=5),
        "guests": [house.person("chidi")],
        "guiding_questions": questions,
    }
    _thread(house, "e-discussion", INSIDE, keys, **facts)


def _forum(house: House, what: str, readers: Iterable[str], group: Group, **facts: Any) -> None:
    words = {name: house.canary(f"{name} of the {what}", readers) for name in ("name", "purpose")}
    house.things[what] = make.make_forum(group, **words | facts)


def _thread(house: House, what: str, readers: Iterable[str], forum: Forum, **facts: Any) -> None:
    words = {name: house.canary(f"{name} of the {what}", readers) for name in ("title", "body")}
    facts.setdefault("by", house.person("amina"))
    thread = make.make_thread(forum, **words | facts)
    house.things[what] = thread
    house.things[f"post of the {what}"] = thread.posts.get(number=1)
