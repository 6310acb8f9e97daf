"""No table that we show lets anybody reckon a number of one to four people."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.small_numbers import SMALLEST, parts, to_the_nearest_five

COUNTRIES = st.dictionaries(
    st.sampled_from("ABCDEFGHIJ"), st.one_of(st.integers(0, 12), st.integers(0, 9999)), max_size=10
)


def joined(numbers, told):
    return {key: number for key, number in numbers.items() if number and key not in told}


@given(COUNTRIES)
def test_what_is_told_is_true_and_never_small(numbers):
    found = parts(numbers)
    assert all(numbers[key] == number >= SMALLEST for key, number in found.told.items())
    assert found.others == 0 or found.others >= SMALLEST
    assert found.total in (0, sum(numbers.values()))
    assert found.total or sum(numbers.values()) < SMALLEST


@given(COUNTRIES)
def test_nothing_small_is_left_over_by_subtraction(numbers):
    """From the total, take all that is told: what stays is nobody, or several who are not told."""
    found = parts(numbers)
    rest = joined(numbers, found.told)
    assert found.total - sum(found.told.values()) == found.others
    if found.total:
        assert sum(rest.values()) == found.others
        assert len(rest) != 1


@pytest.mark.parametrize(("countries", "most"), [(2, 20), (3, 16), (4, 9)])
def test_whoever_knows_which_are_joined_reckons_none_of_them(countries, most):
    """Every table there is, by what is told of it: a small number is never the same in all that
    look alike, even to somebody who knows our rule and the names of the joined."""
    alike = defaultdict(list)
    for numbers in itertools.product(range(most + 1), repeat=countries):
        found = parts(dict(enumerate(numbers)))
        names = frozenset(joined(dict(enumerate(numbers)), found.told))
        if found.total:
            alike[(tuple(sorted(found.told.items())), found.others, names)].append(numbers)
    assert alike
    for (_told, _others, names), tables in alike.items():
        # The largest numbers have nothing above them here that they could be mistaken for.
        if max(max(one) for one in tables) == most:
            continue
        for name in names:
            known = {one[name] for one in tables}
            assert len(known) > 1 or min(known) >= SMALLEST, tables


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_rounded_numbers_have_no_exact_difference(one, other):
    assert to_the_nearest_five(one) % 5 == 0
    assert abs(to_the_nearest_five(one) - one) < SMALLEST
    assert abs(to_the_nearest_five(one) - to_the_nearest_five(other)) not in range(1, SMALLEST)
