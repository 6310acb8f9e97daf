"""An approximate number may be a minute old; an exact one is always true, and never another's."""

import pytest
from django.db import connection

from members.search import counting, kept
from tests.search.made_entries import ask, make_entry, make_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than is counted, in turn for everybody and for a group."""
    monkeypatch.setattr(counting, "EXACT", 10)
    for n in range(60):
        more(range(n, n + 1), access=("public", "group-1")[n % 2])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_row")


def more(numbers: range, *, access: str) -> None:
    facets = {"kind": ("study",), "theme": (access,)}
    made = [make_entry(n, "Gender", facets=facets, access=frozenset({access})) for n in numbers]
    make_index(*made)


def themes(*keys: str) -> set[str]:
    found = ask("", frozenset({"public", *keys}), filters={"kind": ["study"]})
    return {value for value, _ in found.facets["theme"]}


def test_an_estimate_is_asked_for_once_a_minute(many: None, monkeypatch) -> None:
    first = ask("", filters={"kind": ["study"]})
    assert first.about
    monkeypatch.setattr(counting, "_count", lambda *_asked: pytest.fail("It was counted again."))
    assert ask("", filters={"kind": ["study"]}).facets == first.facets
    monkeypatch.undo()
    counted = []
    monkeypatch.setattr(counting, "EXACT", 10)
    monkeypatch.setattr(kept.time, "monotonic", lambda: counted.append(1) or 10.0**12)
    assert ask("", filters={"kind": ["study"]}).about
    assert counted


def test_what_is_kept_is_kept_for_those_keys_alone(many: None) -> None:
    assert themes("group-1") == {"public", "group-1"}
    assert themes() == {"public"}
    assert themes("group-2") == {"public"}


def test_an_exact_number_is_never_kept(many: None) -> None:
    more(range(100, 105), access="group-3")
    asker = frozenset({"group-3"})
    assert ask("gender", asker).total == 5
    more(range(105, 107), access="group-3")
    assert ask("gender", asker).total == 7


def test_no_more_are_kept_than_there_is_room_for(monkeypatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for question in "abcd":
        kept.keep(question, question.upper())
    assert [kept.of(question) for question in "abcd"] == [None, "B", "C", "D"]
