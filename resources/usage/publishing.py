"""Which figures may be shown: small ones are not, nor what would give them away. Pure arithmetic.

A month is the smallest piece: what may be shown of it is decided once, and every longer period is
the sum of what is shown of its months. So no two periods, however chosen, differ by more than is
shown already. Who asks for one way of dividing the figures is never given another at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

SMALLEST = 5
FEWEST_HIDDEN = 2

Key = TypeVar("Key")


@dataclass(frozen=True)
class Figure:
    """What may be said of a number: `shown`, and whether there is more that is not."""

    shown: int = 0
    has_more: bool = False

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.shown + other.shown, self.has_more or other.has_more)


def alone(number: int) -> Figure:
    """A number that is a part of nothing else on the page."""
    return Figure(number) if number >= SMALLEST else Figure(has_more=True)


def parts(numbers: Mapping[Key, int]) -> dict[Key, Figure]:
    """Of the parts of a whole that is known as well: months of one year, countries of one month.

    If one is too small, the smallest are hidden, at least two that make five together: the rest
    of the whole tells the value of none.
    """
    found = {key: number for key, number in numbers.items() if number > 0}
    hide = any(number < SMALLEST for number in found.values())
    made, hidden, together = {}, 0, 0
    for key, number in sorted(found.items(), key=lambda one: (one[1], str(one[0]))):
        hide = hide and (number < SMALLEST or hidden < FEWEST_HIDDEN or together < SMALLEST)
        made[key] = Figure(has_more=True) if hide else Figure(number)
        hidden, together = hidden + hide, together + number * hide
    return made


def rounded(numbers: Mapping[Key, int]) -> dict[Key, Figure]:
    """Of things that overlap, as themes do: to the nearest five, because no hiding would help."""
    return {
        key: Figure((number + SMALLEST // 2) // SMALLEST * SMALLEST)
        if number >= SMALLEST
        else Figure(has_more=True)
        for key, number in numbers.items()
        if number > 0
    }


def added(months: Iterable[Mapping[Key, Figure]]) -> dict[Key, Figure]:
    """A period from its months, the largest first."""
    sums: dict[Key, Figure] = {}
    for month in months:
        for key, figure in month.items():
            sums[key] = sums.get(key, Figure()) + figure
    return dict(sorted(sums.items(), key=lambda one: (-one[1].shown, str(one[0]))))
