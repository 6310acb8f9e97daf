"""Sealing the author of a nameless post, and knowing one's own again.

The seal is written under a key of its own that comes of SECRET_KEY, which is not in the database.
Nothing here writes a log line.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from members.models import Member

from .models import Post, Seal


def _cipher() -> MultiFernet:
    """Seals with today's SECRET_KEY and still opens what former ones sealed."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (salted_hmac("forums.sealing", "", key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def seal(post: Post, author: Member) -> None:
    """Keep who wrote it. The moment inside of a seal is none: it would be the post's own."""
    text = f"{author.pk:020d}".encode()
    Seal.objects.create(post=post, sealed=_cipher().encrypt_at_time(text, 0))


def author_id(sealed: Seal) -> int | None:
    """None if it was sealed with a key that the settings no longer know.

    For erasing and for an unsealing that two people have agreed to, nobody else.
    """
    try:
        return int(_cipher().decrypt(bytes(sealed.sealed)))
    except InvalidToken:
        return None


def hers_among(member: Member | None, posts: Iterable[Post]) -> frozenset[int]:
    """The numbers of those nameless posts that she wrote herself; one query at most."""
    nameless = [post.pk for post in posts if post.is_nameless]
    if member is None or not nameless:
        return frozenset()
    seals = Seal.objects.filter(post__in=nameless)
    return frozenset(one.post_id for one in seals if author_id(one) == member.pk)


def posts_of(member: Member) -> list[int]:
    """The numbers of all nameless posts that she wrote: every seal is looked into.

    For her leaving.
    """
    seals = Seal.objects.order_by("pk").iterator(chunk_size=1000)
    return [one.post_id for one in seals if author_id(one) == member.pk]


def forget(posts: Iterable[int]) -> None:
    """Nobody can ever open these seals any more."""
    Seal.objects.filter(post__in=list(posts)).delete()
