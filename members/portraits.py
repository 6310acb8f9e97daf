"""Pictures of people: keeping and dropping their files, and what stands where there is none.

Files are written before the deed is sure and dropped after it is: whatever fails, no picture of a
person stays behind that she does not know of, and none is missing.
"""

from __future__ import annotations

import logging
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from .models import Member

logger = logging.getLogger(__name__)


def _random_path() -> str:
    """Nothing of her, and nothing of the name that was sent."""
    name = secrets.token_hex(16)
    return f"portraits/{name[:2]}/{name}"


@contextmanager
def kept_file(picture: bytes | None) -> Iterator[str]:
    """The path of the new file, "" without a picture; the file goes if what is inside fails."""
    path = default_storage.save(_random_path(), ContentFile(picture)) if picture else ""
    try:
        yield path
    except BaseException:
        if path:
            _drop(path)
        raise


def replace(member: Member, path: str) -> None:
    """Set her picture ("" for none) without saving; the old file goes once the deed is sure."""
    old = member.picture.name or ""
    member.picture.name = path
    if old and old != path:
        transaction.on_commit(lambda: _drop(old))


@transaction.atomic
def take_away(*, member: Member) -> None:
    """She has none any more."""
    fresh = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    replace(fresh, "")
    fresh.save(update_fields=["picture"])


def _drop(path: str) -> None:
    try:
        default_storage.delete(path)
    except OSError as error:
        logger.warning("A picture that nobody needs any more is still there: %s (%s)", path, error)


def address(member: Member) -> str:
    """Of her picture, "" if she has none. Whether a viewer may see it is asked elsewhere."""
    if not member.picture:
        return ""
    # Another picture has another address, so that browsers may keep it for a while.
    version = (member.picture.name or "")[-8:]
    return f"{reverse('members:member_picture', args=[member.handle])}?v={version}"


def initials(name: str) -> str:
    """The first letters of the first and the last word, with their marks, in any script."""
    letters = [_first_letter(word) for word in name.split()]
    known = [letter for letter in letters if letter]
    return "".join((*known[:1], *known[1:][-1:])).upper()


def _first_letter(word: str) -> str:
    for place, character in enumerate(word):
        if character.isalnum():
            end = place + 1
            while end < len(word) and unicodedata.category(word[end]).startswith("M"):
                end += 1
            return word[place:end]
    return ""
