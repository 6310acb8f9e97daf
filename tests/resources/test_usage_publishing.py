"""Small figures are not shown, and what is shown gives none of them away."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.usage.publishing import SMALLEST, added, each, parts, shown

OTHERS = "others"


@pytest.mark.parametrize(
    ("number", "said"), [(0, 0), (1, 0), (4, 0), (5, 5), (7, 5), (8, 10), (12, 10), (43, 45)]
)
def test_a_number_is_shown_to_the_nearest_five_from_five_on(number: int, said: int) -> None:
    assert shown(number) == said


def test_small_ones_are_left_out() -> None:
    assert each({"care": 41, "work": 4, "water": 0}) == {"care": 40}


def test_one_small_part_is_nowhere() -> None:
    assert parts({"BF": 40, "KE": 4}, others=OTHERS) == {"BF": 40}


def test_several_small_parts_are_told_together() -> None:
    assert parts({"BF": 40, "KE": 2, "AT": 3, "ML": 1}, others=OTHERS) == {"BF": 40, OTHERS: 5}


def test_small_parts_that_are_as_large_as_they_can_be_are_not_told_together() -> None:
    """Eight of two would be four and four."""
    assert parts({"BF": 40, "KE": 4, "AT": 4}, others=OTHERS) == {"BF": 40}


def test_a_period_is_the_sum_of_what_its_months_show() -> None:
    months = [each({"BF": 40, "KE": 2}), each({"BF": 31, "KE": 70})]
    assert added(months) == {"BF": 70, "KE": 70}
    assert list(added([{"BF": 5, "KE": 10}])) == ["KE", "BF"]


@pytest.mark.parametrize("places", [1, 2, 3, 4, 5, 6, 7])
def test_nobody_can_work_out_a_small_part(places: int) -> None:
    """Solved by trying everything.

    Whoever knows how we hide, and which countries there are at all, is left with several
    possibilities for every one of them: what is shown depends on the small ones by `others` alone.
    """
    possible: dict[object, list[tuple[int, ...]]] = {}
    for numbers in itertools.product(range(SMALLEST), repeat=places):
        seen = parts(dict(enumerate(numbers)), others=-1)
        assert seen.keys() <= {-1}
        possible.setdefault(seen.get(-1), []).append(numbers)
    told = [
        (guesses[0], place)
        for guesses in possible.values()
        for place in range(places)
        if len({guess[place] for guess in guesses}) < 3
    ]
    assert told == []


COUNTRIES = st.dictionaries(st.sampled_from(["BF", "KE", "AT", "ML"]), st.integers(0, 30))


@given(COUNTRIES, st.sampled_from(["BF", "KE", "AT", "ML"]), st.integers(0, 4))
def test_a_small_part_changes_nothing_but_the_others(
    numbers: dict[str, int], place: str, small: int
) -> None:
    before = parts(numbers | {place: 0}, others=OTHERS)
    after = parts(numbers | {place: small}, others=OTHERS)
    before.pop(OTHERS, None)
    after.pop(OTHERS, None)
    assert before == after


@given(st.lists(COUNTRIES, min_size=1, max_size=5))
def test_a_longer_period_tells_nothing_that_its_months_do_not(
    numbers: list[dict[str, int]],
) -> None:
    months = [parts(one, others=OTHERS) for one in numbers]
    for end in range(1, len(months)):
        before, after = added(months[:end]), added(months[: end + 1])
        for key, number in after.items():
            grown = number - before.get(key, 0)
            assert grown == months[end].get(key, 0)
            assert grown == 0 or grown >= SMALLEST
