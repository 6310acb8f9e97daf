"""What is new in a text, word by word, for people to read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from .text import paragraphs

# Two paragraphs this much alike are one that was changed; else one went and another came.
ALIKE = 0.4
# Beyond so many words a paragraph is shown as replaced: comparing takes time squared.
MOST_WORDS = 1_500


class Piece(NamedTuple):
    """Some words, and whether they stayed ("same"), came ("new") or went ("gone")."""

    kind: str
    text: str


Passage = list[Piece]


def changes(before: str, after: str) -> list[Passage]:
    """The paragraphs of Markdown `after` that differ from `before`, in order, each in pieces."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Passage] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what != "equal":
            for gone, came in zip_longest(old[i:j], new[k:m], fillvalue=""):
                found += _between(gone, came)
    return found


def _between(gone: str, came: str) -> Iterator[Passage]:
    old, new = re.findall(r"\S+\s*", gone), re.findall(r"\S+\s*", came)
    if old and new and len(old) + len(new) <= MOST_WORDS:
        matcher = difflib.SequenceMatcher(None, old, new, False)
        if matcher.ratio() >= ALIKE:
            yield list(_pieces(matcher, old, new))
            return
    if old:
        yield [Piece("gone", gone)]
    if new:
        yield [Piece("new", came)]


def _pieces(
    matcher: difflib.SequenceMatcher[str], old: list[str], new: list[str]
) -> Iterator[Piece]:
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(new[k:m]))
            continue
        if i < j:
            yield Piece("gone", "".join(old[i:j]))
        if k < m:
            yield Piece("new", "".join(new[k:m]))
