"""Which figures may be shown, and how exactly. Pure arithmetic; only this package imports it.

Every number is shown to the nearest five, and not at all below five. A month is the smallest
piece: what is shown of it is decided once, and every longer period, the total of all countries
included, is the sum of what is shown. The true total is never said, so nothing can be taken from
it; no two periods, however chosen, differ by more than is shown of the months between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

SMALLEST = 5
STEP = 5
# Of those that are gathered, on average: a sum near the most that they can be would tell them all.
MOST_ON_AVERAGE = 3

Key = TypeVar("Key", bound=Hashable)


def shown(number: int) -> int:
    """To the nearest five; 0 for what is too small to be shown."""
    return (number + STEP // 2) // STEP * STEP if number >= SMALLEST else 0


def each(numbers: Mapping[Key, int]) -> dict[Key, int]:
    """Those that can be shown, for things that overlap as themes do."""
    return {key: shown(number) for key, number in numbers.items() if shown(number)}


def parts(numbers: Mapping[Key, int], *, others: Key) -> dict[Key, int]:
    """Those that can be shown, for parts of a whole; the small ones together as `others`.

    How many are gathered there, and which, is not said.
    """
    small = [number for number in numbers.values() if 0 < number < SMALLEST]
    gathered = sum(small)
    found = each(numbers)
    if gathered >= SMALLEST and gathered <= MOST_ON_AVERAGE * len(small):
        found[others] = shown(gathered)
    return found


def added(months: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    """A period from what its months show, the largest first."""
    sums: Counter[Key] = Counter()
    for month in months:
        sums.update(month)
    return dict(sorted(sums.items(), key=lambda one: (-one[1], str(one[0]))))
