"""Several kinds searched together: in one order, each counted, each fairly drawn from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.search import counting, plan, ranking, vocabulary
from members.search.entries import Page, Piece
from members.search.find import find_among
from members.search.models import KINDS, Row, partition
from tests.search.made_entries import AMINA, CHIDI, VISITOR, make_entry, make_index

pytestmark = pytest.mark.django_db


def among(words, asker=VISITOR, *, kinds=KINDS, **kw):
    return find_among(kinds, words=words, asker=asker, languages=["en"], **kw)


def amounts(found) -> dict[str, int]:
    return {kind: amount.total for kind, amount in found.kinds.items() if amount.total}


def make_all(words="Budget", **kw):
    make_index(*[make_entry(1, words, kind=kind, **kw) for kind in KINDS])


def test_every_kind_is_found_and_counted():
    make_all()
    found = among("budget")
    assert {hit.kind for hit in found.hits} == {*KINDS}
    assert (found.total, found.pages) == (5, 1)
    assert amounts(found) == dict.fromkeys(KINDS, 1)


def test_of_one_kind_the_others_are_counted_all_the_same():
    make_all()
    found = among("budget", kind="person")
    assert [hit.kind for hit in found.hits] == ["person"]
    assert (found.total, amounts(found)) == (1, dict.fromkeys(KINDS, 1))


def test_only_the_kinds_asked_for_are_searched():
    make_all()
    assert amounts(among("budget", kinds=["group"])) == {"group": 1}
    assert among("budget", kinds=[]).hits == among("").hits == []


def test_what_answers_better_comes_first_whatever_its_kind():
    make_index(
        make_entry(1, "A long report on many things", kind="resource", body="budget budget"),
        make_entry(1, "Budget", kind="group"),
        make_entry(1, "Meeting", kind="thread"),
    )
    assert [hit.kind for hit in among("budget").hits] == ["group", "resource"]


def test_nobody_is_told_of_more_than_she_may_see():
    make_index(
        make_entry(1, "Budget", kind="group", access=["group-1"]),
        make_entry(1, "Budget", kind="person", access=["members"]),
        make_entry(1, "Budget", kind="resource"),
    )
    for words in ("budget", '"budget"', "budget OR nothing"):
        assert amounts(among(words)) == {"resource": 1}
        assert amounts(among(words, CHIDI)) == {"resource": 1, "person": 1}
        assert amounts(among(words, AMINA)) == {"resource": 1, "person": 1, "group": 1}
        assert {hit.kind for hit in among(words).hits} == {"resource"}


def test_of_a_person_with_two_entries_one_is_counted():
    make_index(
        make_entry(1, "Awa", kind="person", access=["members"], fuller_for=frozenset({"group-1"})),
        make_entry(-1, "Awa", kind="person", access=["group-1"]),
    )
    for asker in (AMINA, CHIDI):
        found = among("awa", asker)
        assert (found.total, [hit.object_id for hit in found.hits]) == (1, [1])


def test_a_kind_of_which_there_is_much_leaves_room_for_the_others(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 20)
    make_index(*[make_entry(n, "Budget", kind="resource") for n in range(1, 40)])
    make_index(make_entry(1, "Budget", kind="thread"), make_entry(1, "Budget", kind="group"))
    found = among("budget")
    assert found.total == 41
    assert {hit.kind for hit in found.hits} == {"resource", "thread", "group"}
    last = among("budget", page=99, size=5)
    assert (last.page, last.pages, len(last.hits)) == (2, 2, 1)


def test_phrases_are_looked_for_in_each_kind():
    make_all("Gender budget")
    make_index(make_entry(2, "Budget gender", kind="group"))
    found = among('"gender budget"')
    assert (found.total, amounts(found)) == (5, dict.fromkeys(KINDS, 1))


def test_what_is_not_counted_to_its_end_is_said_to_be_more(monkeypatch):
    monkeypatch.setattr(counting, "EXACT_OF_A_KIND", 10)
    make_index(*[make_entry(n, "Budget", kind="resource") for n in range(1, 61)])
    make_index(*[make_entry(n, "Budget", kind="group") for n in range(1, 11)])
    found = among("budget")
    assert (found.kinds["resource"].total, found.kinds["resource"].more) == (11, True)
    assert (found.kinds["group"].total, found.kinds["group"].more) == (10, False)
    assert found.about


def test_phrases_that_were_not_looked_for_to_the_end_are_said_to_be_more(monkeypatch):
    monkeypatch.setattr(plan, "MOST_OPENED", 5 * len(KINDS))
    make_index(*[make_entry(n, "Gender budget") for n in range(1, 9)])
    make_index(make_entry(1, "Gender budget", kind="group"))
    found = among('"gender budget"')
    assert (found.kinds["resource"].total, found.kinds["resource"].more) == (5, True)
    assert (found.kinds["group"].total, found.kinds["group"].more) == (1, False)


def test_little_found_is_helped_on_in_all_kinds():
    make_index(*[make_entry(n, "Mainstreaming") for n in range(1, 30)])
    make_index(make_entry(1, "Mainstreaming practice", kind="group"))
    vocabulary.refresh()
    assert among("mainstraeming").did_you_mean == "mainstreaming"
    near = among("mainstreaming practice nothing")
    assert near.relaxed
    assert near.hits[0].kind == "group"
    assert near.total == 0


def test_all_kinds_together_cost_few_statements():
    make_all()
    among("budget")
    with CaptureQueriesContext(connection) as statements:
        among("budget gendr")
    settings = [s for s in statements if "set_config" in s["sql"] or "SET LOCAL" in s["sql"]]
    assert len(statements) - len(settings) <= 6


def test_every_kind_stands_in_a_partition_of_its_own():
    make_index(*[make_entry(1, "Budget", kind=kind) for kind in (*KINDS, "sonnet")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, kind FROM search_row")
        assert {(partition(kind), kind) for kind in (*KINDS, "sonnet")} == {*cursor.fetchall()}
    assert among("budget", kinds=[*KINDS, "sonnet"]).total == 6
    assert Row.objects.count() == 6


def test_a_piece_of_another_kind_is_no_worse():
    piece = Piece(1, (Page(1, "Verses on a budget", "en"),), make_entry().added_at)
    make_index(make_entry(1, "Poems", kind="thread", pieces=(piece,)))
    hit = among("verses").hits[0]
    assert (hit.kind, hit.piece, hit.snippet.page) == ("thread", 1, 1)
