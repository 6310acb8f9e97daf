"""Which documents fit into a pack: the smallest first, so that many works come with theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from members.files.types import MEGABYTE

LIST_ONLY = "list"
# What a reader may ask for, and how many bytes of documents that is.
SIZES = {LIST_ONLY: 0} | {str(size): size * MEGABYTE for size in (5, 25, 100, 500)}


class Candidate(NamedTuple):
    """A document that its reader may open."""

    pk: int
    work: int
    number: int
    language: str
    size: int


def fitting(
    candidates: Iterable[Candidate], *, limit: int, languages: Collection[str] = (), reads: str = ""
) -> list[Candidate]:
    """Those that go into `limit` bytes; in these languages only, if any are named.

    First one document of every work, the one in the language that she reads, else the smallest;
    then a second of every work, and so on. Within each turn the smallest come first.
    """
    wanted = [one for one in candidates if not languages or one.language in languages]
    turns: dict[int, int] = {}
    order = []
    for one in sorted(wanted, key=lambda one: (one.language != reads, one.size, one.number)):
        turn = turns[one.work] = turns.get(one.work, 0) + 1
        order.append((turn, one.size, one.work, one.number, one))
    taken, room = [], limit
    for *_key, one in sorted(order):
        if one.size <= room:
            taken.append(one)
            room -= one.size
    return taken


class Offer(NamedTuple):
    """A size that can be chosen, and what one would get."""

    size: str
    documents: int
    weight: int  # bytes of documents


def offers(
    candidates: Collection[Candidate], *, languages: Collection[str] = (), reads: str = ""
) -> list[Offer]:
    """The list alone, and every size that brings more documents than the one before it."""
    made: list[Offer] = []
    for size, limit in SIZES.items():
        found = fitting(candidates, limit=limit, languages=languages, reads=reads)
        if not made or len(found) > made[-1].documents:
            made.append(Offer(size, len(found), sum(one.size for one in found)))
    return made
