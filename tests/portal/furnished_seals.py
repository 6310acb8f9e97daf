"""A post of Amina's without her name, and Bintou's question about its seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums import unsealing
from members.models import Group, Visibility
from tests import make

if TYPE_CHECKING:
    from .furniture import House

AFRICA = ("amina", "efua", "bintou")


def put_seals(house: House) -> None:
    """Efua, of whom no organization is known, finds no question and can ask none."""
    africa = Group.objects.get(slug="africa")
    forum = make.make_forum(africa, visibility=Visibility.GROUP, allows_nameless=True)
    thread = make.make_thread(forum, house.person("efua"))
    words = house.canary("words without a name", AFRICA)
    post = make.make_post(thread, house.person("amina"), nameless=True, body=f"Alone, {words}.")
    why = house.canary("why a seal is to be opened", ["bintou"])
    house.things["sealed post"] = post
    house.things["question"] = unsealing.ask(post=post, by=house.person("bintou"), why=why)
