"""Which numbers of people may be told, so that none below five can be read or reckoned from them.

Pure arithmetic. The map of members asks, and the numbers for staff.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

SMALLEST = 5
STEP = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Parts(Generic[Key]):
    """A whole told in parts: those that are told, and how many are in all the others together."""

    told: dict[Key, int]
    others: int

    @property
    def total(self) -> int:
        return sum(self.told.values()) + self.others


def parts(numbers: Mapping[Key, int]) -> Parts[Key]:
    """The largest first; the small ones are joined.

    What is joined must not tell any of its parts, even to somebody who knows which they are, so
    the next smallest are joined as well until it does not. Nothing at all is told, as `total` 0,
    of a whole that is small itself.
    """
    by_size = sorted(
        ((key, number) for key, number in numbers.items() if number > 0),
        key=lambda one: (-one[1], str(one[0])),
    )
    joined: list[int] = []
    while by_size and (
        by_size[-1][1] < SMALLEST or (joined and (by_size[-1][1] == joined[-1] or _tells(joined)))
    ):
        joined.append(by_size.pop()[1])
    if joined and sum(joined) < SMALLEST:
        return Parts({}, 0)
    return Parts(dict(by_size), sum(joined))


def _tells(joined: list[int]) -> bool:
    """Whether their sum lets somebody reckon one of them: it is alone, or they are too few people,
    or all of them have to be as small, or as large, as a small number can be."""
    everybody = sum(joined)
    same = everybody in (len(joined), len(joined) * (SMALLEST - 1))
    return len(joined) < 2 or everybody < SMALLEST or same


def to_the_nearest_five(number: int) -> int:
    """0 for what is too small to be told; two such numbers have no exact difference."""
    return (number + STEP // 2) // STEP * STEP if number >= SMALLEST else 0
