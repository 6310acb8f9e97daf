"""The lock of a seal: whose post it is, readable only with the portal's SECRET_KEY.

Imports no model, stores nothing and writes no log line. `sealing` and the models use it.
"""

from __future__ import annotations

import base64
import uuid
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_DIGITS = 20


def closed(*, post: int, author: int) -> bytes:
    """As long for everybody, and never twice the same.

    The number of the post is inside, so that a seal says nothing under another post. The moment
    inside is none: it would be the post's own.
    """
    text = f"{post:0{_DIGITS}d}{author:0{_DIGITS}d}".encode()
    return _ciphers(*_keys())[0].encrypt_at_time(text, 0)


def opened(sealed: bytes, *, post: int) -> int | None:
    """The number of the author; None if it is not this post's, or of a key that is forgotten."""
    try:
        text = MultiFernet(_ciphers(*_keys())).decrypt(sealed)
    except InvalidToken:
        return None
    if len(text) != 2 * _DIGITS or int(text[:_DIGITS]) != post:
        return None
    return int(text[_DIGITS:])


def is_of_today(sealed: bytes) -> bool:
    """Whether it was closed with today's key, and not with a former one."""
    try:
        _ciphers(*_keys())[0].decrypt(sealed)
    except InvalidToken:
        return False
    return True


def blinded(form_key: uuid.UUID) -> uuid.UUID:
    """What a nameless post keeps of the key of its form.

    A draft bore that key beside a name, and an old backup may still hold the draft.
    """
    digest = salted_hmac("forums.form_key", form_key.bytes, algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16])


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=2)
def _ciphers(*keys: str) -> tuple[Fernet, ...]:
    """Today's first. The key of the seals comes of SECRET_KEY, and is used for nothing else."""
    made = (salted_hmac("forums.sealing", "", key, algorithm="sha256").digest() for key in keys)
    return tuple(Fernet(base64.urlsafe_b64encode(key)) for key in made)
