"""What differs between two texts is shown whole, in few words, and in little time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forums.differences import MOST_CHANGES, Part, parts, shortened

TEXTS = st.text(alphabet="ab c\nدار字", max_size=60)


def before(found: list[Part]) -> str:
    return "".join(part.text for part in found if part.kind != "added")


def after(found: list[Part]) -> str:
    return "".join(part.text for part in found if part.kind != "removed")


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    found = parts(old, new)
    assert (before(found), after(found)) == (old, new)


def test_changed_words_stand_together() -> None:
    found = [
        (part.kind, part.text) for part in parts("We hold two old keys.", "We keep 2 old keys.")
    ]
    assert found == [
        ("same", "We "),
        ("removed", "hold two"),
        ("added", "keep 2"),
        ("same", " old keys."),
    ]


def test_texts_alike_differ_in_nothing() -> None:
    assert parts("We hold.", "We hold.") == [Part("same", "We hold.")]


def test_what_stayed_far_from_a_change_is_left_out() -> None:
    long = " ".join(f"w{n}" for n in range(500))
    found = shortened(parts(long, f"{long} and more"))
    assert [part.kind for part in found] == ["same", "added"]
    assert found[0].is_cut
    assert found[0].text.endswith("w499")
    assert len(found[0].text) < 300


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 25_000, "b a " * 12_500),
        ("a b " * 12_500, "b a a " * 8_000),
        (" ".join(map(str, range(9_000))), " ".join(map(str, range(9_000, 0, -1)))),
        ("字" * 16_000, "字典" * 8_000),
        ("x" * 50_000, "y" * 50_000),
    ],
)
def test_the_longest_posts_are_compared_in_a_bounded_time(old: str, new: str) -> None:
    begun = time.process_time()
    found = parts(old, new)
    assert time.process_time() - begun < 1
    assert (before(found), after(found)) == (old, new)


def test_texts_that_have_little_in_common_stand_one_after_the_other() -> None:
    old = " ".join(f"a{n} both" for n in range(MOST_CHANGES))
    new = " ".join(f"b{n} both" for n in range(MOST_CHANGES))
    assert [part.kind for part in parts(old, new)] == ["removed", "added", "same"]
