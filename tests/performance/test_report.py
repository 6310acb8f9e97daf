"""What the report calls over budget."""

from tests.performance import report
from tests.performance.asked import Page

PAGE = Page("search, rare", "asker", ("/",), times=6, statements=10, kilobytes=14)
KEPT = {"times": 5.0, "statements": 10, "compressed": 14 * 1024}


def _over(smaller: dict | None = None, **figures: float) -> list[str]:
    run = {"pages": {PAGE.name: KEPT | figures}, "http": {}}
    return report.over_budget([PAGE], run, smaller)


def test_a_budget_that_is_just_kept_is_kept() -> None:
    assert _over() == []


def test_each_budget_has_its_line() -> None:
    assert _over(times=6.1) == ["search, rare: 6.1 × floor c, at most 6"]
    assert _over(statements=11) == ["search, rare: 11.0 SQL statements, at most 10"]
    assert _over(compressed=15 * 1024) == ["search, rare: 15.0 KB compressed, at most 14"]


def test_a_search_may_grow_threefold_with_ten_times_as_much() -> None:
    assert _over({"pages": {PAGE.name: {"times": 2.0}}}) == []
    assert _over({"pages": {PAGE.name: {"times": 1.0}}}) == [
        "search, rare: 5.0 × its size at a tenth, at most 3"
    ]
