"""Of a thing with two entries everybody finds one: the fuller one, if she may."""

import pytest

from members.search import index
from tests.search.made_entries import AMINA, CHIDI, VISITOR, ask, ids, make_entry, make_index

pytestmark = pytest.mark.django_db
BOTH = frozenset({"public", "members", "group-1", "group-2"})


@pytest.fixture(autouse=True)
def _people():
    def make_person(number, name, **kw):
        return make_entry(number, name, kind="person", **kw)

    open_to_all, closed = {"country": ("BF",)}, {"country": ("BF",), "offers": ("canary",)}
    make_index(
        make_person(1, "Awa", access=["members"], facets=open_to_all, fuller_for=frozenset(
            {"group-1", "group-3"})),
        make_person(-1, "Awa", access=["group-1", "group-3"], facets=closed, metadata=["canary"]),
        make_person(2, "Berta", access=["members"], facets=open_to_all),
        make_person(-3, "Unlisted", access=["group-2"], facets=closed),
    )  # fmt: skip


@pytest.mark.parametrize("words", ["", "awa OR berta OR unlisted"])
@pytest.mark.parametrize("sort", ["relevance", "title", "added"])
def test_everybody_finds_each_thing_once(words, sort):
    found = {"kind": "person", "sort": sort}
    assert sorted(ids(words, VISITOR, **found)) == []
    assert sorted(ids(words, AMINA, **found)) == [1, 2]
    assert sorted(ids(words, CHIDI, **found)) == [1, 2, 3]
    assert sorted(ids(words, BOTH, **found)) == [1, 2, 3]
    assert sorted(ids(words, BOTH, sort=sort)) == [1, 2, 3]


def test_totals_and_facets_count_what_the_asker_may_know():
    for asker, total, offers in ((AMINA, 2, 1), (CHIDI, 3, 1), (BOTH, 3, 2)):
        found = ask("", asker, kind="person")
        assert (found.total, dict(found.facets["country"])) == (total, {"BF": total})
        assert dict(found.facets["offers"]) == {"canary": offers}
        assert ask("", asker, kind="person", filters={"offers": ["canary"]}).total == offers


def test_what_the_fuller_entry_says_is_found_by_its_readers_only():
    assert ids("canary", AMINA, kind="person") == [1]
    assert ids("canary", CHIDI, kind="person") == []


def test_both_entries_are_taken_out():
    index.remove("person", [1])
    assert sorted(ids("", BOTH, kind="person")) == [2, 3]
