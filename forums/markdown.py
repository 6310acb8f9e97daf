"""The Markdown of posts, made into safe HTML once, when they are written."""

from __future__ import annotations

from collections.abc import Mapping

from members.text import paragraphs
from members.text import rendered as safely_rendered

MOST_BYTES = 50_000


class TooMuch(Exception):
    """It is too long, or asks for too much."""


def rendered(source: str, people: Mapping[str, str] | None = None) -> str:
    """HTML. `people`: by handle, the page of those who may be mentioned. Raises `TooMuch`."""
    if len(source.encode()) > MOST_BYTES:
        raise TooMuch
    return safely_rendered(source)


def plain(source: str) -> str:
    return "\n".join(paragraphs(source))
