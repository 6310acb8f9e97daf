"""What people have begun to write, and files that came with posts. Only `furniture` imports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from forums import drafts
from forums.models import Attachment
from members.files.sniff import sha256
from tests import make

if TYPE_CHECKING:
    from .furniture import House

EVERYBODY = ("visitor", "dara", "femi", "amina", "chidi", "efua", "bintou")
AFRICA = ("amina", "efua", "bintou")


def put_writing(house: House) -> None:
    """A draft of Amina's with a file in it, and files of a public and of a hidden thread."""
    amina, thread = house.person("amina"), house.things["group's thread"]
    begun = drafts.Typed(body=house.canary("text of a draft", ["amina"]))
    draft = drafts.keep(member=amina, place=thread, typed=begun)
    title = house.canary("title of a draft", ["amina"])
    drafts.keep(member=amina, place=house.things["group's forum"], typed=drafts.Typed(title=title))
    house.things["draft of amina"] = draft
    _file(house, "file in a draft", ["amina"], draft=draft)
    for name, readers in (("public thread", EVERYBODY), ("group's thread", AFRICA)):
        post = make.make_post(house.things[name], amina)
        _file(house, f"file of the {name}", readers, post=post)


def _file(house: House, what: str, readers: Iterable[str], **owner: Any) -> None:
    readers = [*readers]
    content = ContentFile(house.canary(f"inside of the {what}", readers).encode())
    one = Attachment(
        name=f"{house.canary(f'name of the {what}', readers)}.txt",
        media_type="text/plain",
        size=content.size,
        sha256=sha256(content),
        **owner,
    )
    one.file.save("", content)
    house.things[what] = one
