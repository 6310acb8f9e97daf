"""Nobody finds, counts or is told more than she may see: the same things, other people."""

import pytest

from members.search import vocabulary
from members.search.suggestions import suggest
from tests.search.made_entries import (
    AMINA,
    BINTOU,
    CHIDI,
    VISITOR,
    ask,
    ids,
    make_entry,
    make_index,
    make_labels,
)

pytestmark = pytest.mark.django_db
NOBODY = frozenset()


@pytest.fixture(autouse=True)
def _library():
    facets = {"theme": ("peace",), "country": ("BF",)}
    secret = {"theme": ("canarytheme",), "country": ("XK",)}
    make_index(
        make_entry(1, "Open study", body="harmless words", facets=facets),
        make_entry(2, "Study for members", access=["members"], body="canarymember", facets=secret),
        make_entry(3, "Study of a group", access=["group-1", "staff"], body="canarygroup"),
        make_entry(4, "Open record", files=["members"], body="canaryfile inside", facets=facets),
        make_entry(5, "Wider inside", access=["group-1"], files=["public"], body="canarywide"),
    )
    vocabulary.refresh()


@pytest.mark.parametrize(
    ("word", "finders"),
    [
        ("canarymember", {AMINA, CHIDI, BINTOU}),
        ("canarygroup", {AMINA, BINTOU}),
        ("canaryfile", {AMINA, CHIDI, BINTOU}),
        ("canarywide", {AMINA}),
        ("harmless", {VISITOR, AMINA, CHIDI, BINTOU}),
    ],
)
@pytest.mark.parametrize("form", ["{}", '"{}"', "{} ", "study OR {}"])
def test_a_word_is_found_by_those_who_may_read_it(word, finders, form):
    alone = form.format(word) != f"study OR {word}"
    for asker in (VISITOR, AMINA, CHIDI, BINTOU, NOBODY):
        found = ask(form.format(word), asker)
        if alone:
            assert found.total == (1 if asker in finders else 0)
        shown = [text for hit in found.hits if hit.snippet for text, _ in hit.snippet.pieces]
        assert any(word in text for text in shown) == (asker in finders)


def test_nobody_finds_nothing():
    assert ask("", NOBODY).total == ask("study", NOBODY).total == ask("-x", NOBODY).total == 0


@pytest.mark.parametrize("words", ["", "study", "-nothing"])
def test_facets_and_totals_tell_nothing_hidden(words):
    found = ask(words, VISITOR, filters={"theme": ["peace", "canarytheme"]})
    assert "canarytheme" not in dict(found.facets["theme"])
    assert "XK" not in dict(found.facets.get("country", []))
    assert "canarytheme" in dict(ask(words, CHIDI).facets["theme"])
    assert ask("", VISITOR).total == 2
    assert ask("", CHIDI).total == 3
    assert ask("", AMINA).total == 5


def test_sorted_lists_are_locked_alike():
    for sort in ("newest", "oldest", "title", "added", "relevance"):
        assert set(ids("", VISITOR, sort=sort)) == {1, 4}
        assert set(ids("open OR study", VISITOR, sort=sort)) == {1, 4}


def test_no_correction_and_no_suggestion_from_what_is_hidden():
    assert ask("canarymembr ", VISITOR).did_you_mean is None
    assert ask("canarymembr ", CHIDI).did_you_mean is None  # the vocabulary is public
    assert suggest("canary", asker=VISITOR) == []
    assert suggest("harm", asker=VISITOR) == ["harmless"]


def test_a_word_that_was_public_once_is_not_suggested_any_more():
    make_index(make_entry(1, "Closed study", access=["members"], body="harmless words"))
    assert suggest("harm", asker=VISITOR) == []
    assert ask("harmles ", VISITOR).did_you_mean is None
    assert ask("harmles ", CHIDI).did_you_mean == "harmless"


def test_a_theme_is_suggested_to_those_who_find_something():
    make_labels()
    make_index(make_entry(6, "VBG au Sahel", language="fr", access=["members"]))
    assert suggest("violence b", asker=CHIDI, languages=["fr"]) == []
    assert suggest("violence bas", asker=CHIDI) == ["violence basée sur le genre"]
    assert suggest("violence bas", asker=VISITOR) == []


def test_the_record_is_not_found_by_two_words_of_which_one_is_hidden():
    assert ids("record canaryfile", VISITOR) == []
    assert ids("record canaryfile", CHIDI) == [4]
    assert [hit.partial for hit in ask("record canaryfile", VISITOR).hits] == [True]
