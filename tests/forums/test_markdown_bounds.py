"""What a post may ask of the machine, by what it makes, not by the clock.

tests/performance/markdown_time.py holds the same posts against the clock, by hand.
"""

from collections.abc import Callable

import pytest

from forums import markdown
from forums.markdown import MOST_BYTES, MOST_CELLS, MOST_NESTED, TooMuch, plain, quoted, rendered
from tests.performance.markdown_time import posts


@pytest.mark.parametrize("letter", ["a", "ن", "👩"])
def test_bytes_are_counted_not_letters(letter: str) -> None:
    most = letter * (MOST_BYTES // len(letter.encode()))
    assert letter in rendered(most)
    with pytest.raises(TooMuch, match="too long"):
        rendered(most + letter * 4)


def test_all_that_reads_a_post_has_the_same_bounds() -> None:
    deeds: list[Callable[[str], object]] = [
        *(rendered, plain, markdown.mentioned, lambda post: quoted(post, by="Amina"))
    ]
    for deed in deeds:
        for post in ("a" * (MOST_BYTES + 1), "> " * 100 + "a", "[" * 20_000):
            with pytest.raises(TooMuch):
                deed(post)


@pytest.mark.parametrize("sign", ["> ", ">", "- ", "1. ", "> - "])
def test_nothing_nested_is_left_out_without_a_word(sign: str) -> None:
    for depth in range(1, 40):
        try:
            assert "innermost" in rendered(sign * depth + "innermost")
        except TooMuch:
            break
    levels = {"> - ": 3, ">": 1, "> ": 1}.get(sign, 2)
    assert MOST_NESTED // levels - 1 <= depth <= MOST_NESTED // levels + 1


def test_a_table_is_not_filled_up_by_the_thousand() -> None:
    def table(rows: int, columns: int) -> str:
        return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b|\n" * rows

    assert rendered(table(98, 20)).count("<td") == 98 * 20
    with pytest.raises(TooMuch):
        rendered(table(200, 200))
    with pytest.raises(TooMuch):
        rendered("\n\n".join([table(48, 20)] * (MOST_CELLS // 1_000 + 1)))


def test_the_worst_posts_are_bounded_in_what_they_make() -> None:
    refused = 0
    for name, post in posts():
        try:
            made = rendered(post)
        except TooMuch:
            refused += 1
            continue
        assert made.count("<") < 30_000, name
        assert len(made.encode()) < 12 * MOST_BYTES, name
    assert refused > 40


def test_each_try_of_the_parser_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "*a* [b](/c) <https://d.example>\n\n- e\n\n> f"
    env: dict[str, int] = {}
    markdown._parsed(source, env)
    monkeypatch.setattr(markdown, "MOST_STEPS", env["steps"])
    assert rendered(source)
    monkeypatch.setattr(markdown, "MOST_STEPS", env["steps"] - 1)
    with pytest.raises(TooMuch, match="nested parts"):
        rendered(source)


def test_long_minutes_of_a_meeting_are_not_too_much() -> None:
    point = (
        "- **Decision 7**: _Amina_ writes to <a@b.example>, see https://c.example/d (by 3 May).\n"
    )
    minutes = (
        "# Minutes\n\n" + (("Words of a long discussion. " * 12 + "\n\n") + point * 4 + "\n") * 60
    )
    assert 35_000 < len(minutes) < MOST_BYTES
    assert rendered(minutes).count("<li") == 240


def test_the_parser_is_whole_before_the_first_two_threads_ask_at_once() -> None:
    assert all(ruler.__cache__ for ruler in markdown.rulers(markdown._made()))
