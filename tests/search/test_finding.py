"""Order, pages, facets, passages, corrections, and long documents."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.search import counting, plan, vocabulary
from members.search.entries import Page, Part, Words
from members.search.index import index, outdated, remove
from members.search.labels import Name
from members.search.models import KINDS, PageText, Row
from members.search.suggestions import suggest
from tests.search.made_entries import (
    AMINA,
    VISITOR,
    ask,
    ids,
    make_entry,
    make_index,
    make_labels,
    passage,
)

pytestmark = pytest.mark.django_db


def test_title_before_metadata_before_body():
    make_index(
        make_entry(1, "Report", body="budget once"),
        make_entry(2, "Report", metadata=["about the budget"]),
        make_entry(3, "Budget", body="other"),
    )
    assert ids("budget") == [3, 2, 1]


def test_a_rare_word_weighs_more_than_a_common_one():
    make_index(*[make_entry(n, "Gender report") for n in range(10, 40)])
    make_index(make_entry(1, "Report on dowry"), make_entry(2, "Gender report, gender"))
    vocabulary.refresh()
    assert ids("dowry OR gender ")[0] == 1


def test_the_prior_breaks_a_tie():
    make_index(make_entry(1, "Audit", prior=0.2), make_entry(2, "Audit"), make_entry(3, "Audit"))
    assert ids("audit") == [1, 3, 2]


def test_pages_neither_repeat_nor_skip():
    make_index(*[make_entry(n, "Gender audit", year=2000 + n % 3) for n in range(1, 48)])
    for words in ("", "gender"):
        for sort in ("relevance", "newest", "oldest", "title", "added"):
            pages = [ids(words, sort=sort, page=page, size=10) for page in range(1, 6)]
            assert [len(page) for page in pages] == [10, 10, 10, 10, 7]
            assert len({n for page in pages for n in page}) == 47
            assert ask(words, sort=sort, size=10).pages == 5


def test_an_impossible_page_is_the_nearest_one():
    make_index(*[make_entry(n, "Gender audit") for n in range(1, 4)])
    for words in ("", "gender"):
        last = ask(words, page=10**9, size=2)
        assert (last.page, last.pages, len(last.hits)) == (2, 2, 1)
        assert ids(words, page=0, size=2) == ids(words, page=-5, size=2) == ids(words, size=2)
    assert ask("nothing of the kind", page=7).page == 1


def test_orders():
    make_index(
        make_entry(1, "Élan", year=2010),
        make_entry(2, "apple", year=2020),
        make_entry(3, "Zebra"),
    )
    assert ids("", sort="title") == [2, 1, 3]
    assert ids("", sort="newest") == [2, 1, 3]
    assert ids("", sort="oldest") == [1, 2, 3]
    assert ids("", sort="added") == ids("") == [3, 2, 1]
    assert ids("elan OR apple OR zebra", sort="title") == [2, 1, 3]


def test_facets_count_and_widen():
    make_index(
        make_entry(1, "Gender", facets={"kind": ("study",), "country": ("BF", "ML")}),
        make_entry(2, "Gender", facets={"kind": ("guide",), "country": ("BF",)}),
        make_entry(3, "Gender", facets={"kind": ("guide",), "country": ("SN",)}),
        make_entry(4, "Other", facets={"kind": ("guide",)}),
    )
    for words, guides in (("gender", 2), ("", 3)):
        found = ask(words, filters={"kind": ["guide"]})
        assert found.total == guides
        assert dict(found.facets["kind"]) == {"guide": guides, "study": 1}
        assert dict(found.facets["country"]) == {"BF": 1, "SN": 1}
    both = ask("gender", filters={"kind": ["guide", "study"], "country": ["BF"]})
    assert both.total == 2
    assert dict(both.facets["country"]) == {"BF": 2, "SN": 1, "ML": 1}
    assert ask("gender", filters={"kind": ["o'kind \\ \0"]}).total == 0


def test_kinds_are_apart():
    make_index(make_entry(1, "Gender"), make_entry(1, "Gender", kind="thread"))
    assert ask("gender").total == 2
    assert [hit.kind for hit in ask("gender", kind="thread").hits] == ["thread"]
    assert ask("", kind="resource").total == 1


def test_a_thing_in_several_rows_is_one_thing():
    make_index(
        make_entry(1, "Gender", files=["members"], body="gender inside", facets={"kind": ("a",)})
    )
    assert Row.objects.count() == 2
    for sort in ("relevance", "newest"):
        found = ask("gender", AMINA, sort=sort)
        assert (found.total, len(found.hits), found.facets) == (1, 1, {"kind": [("a", 1)]})


def test_the_passage_says_its_page_and_marks_inflections():
    make_index(
        make_entry(
            1, "Manual", body="Nothing.|First empty.\nThen <b>audits</b> were held & égalité."
        )
    )
    snippet = ask("audit egalite").hits[0].snippet
    assert (snippet.document, snippet.page) == (1, 2)
    assert passage(ask("audit egalite").hits[0]) == (
        "First empty. Then <b>[audits]</b> were held & [égalité]."
    )


def test_the_best_page_is_shown():
    make_index(make_entry(1, "M", body="Only gender.|Only budget.|The gender budget.|Gender."))
    assert ask("gender budget").hits[0].snippet.page == 3


def test_a_hit_in_the_metadata_has_no_passage():
    make_index(make_entry(1, "Audit", body="Something else"))
    assert ask("audit").hits[0].snippet is None


def test_did_you_mean():
    make_index(*[make_entry(n, "Mainstreaming gender équité") for n in range(1, 30)])
    make_index(make_entry(99, "Mainstreeming"))
    vocabulary.refresh()
    assert ask("mainstraeming").did_you_mean == "mainstreaming"
    assert ask("gendr  equitee").did_you_mean == "gender equite"
    assert ask("mainstreeming").did_you_mean == "mainstreaming"
    assert ask("Mainstraeming").did_you_mean == "Mainstreaming"
    assert ask("gender").did_you_mean is None
    assert ask("zzzzzz").did_you_mean is None


def test_words_are_put_right_and_completed_with_their_accents():
    make_labels([Name("equity", "fr", "équité", "preferred")])
    make_index(*[make_entry(n, "Guide équité", body="Santé, sante, santé") for n in range(1, 30)])
    vocabulary.refresh()
    assert ask("Eqiute").did_you_mean == "Équité"
    assert suggest("une sant", asker=VISITOR, languages=["en"]) == ["une santé"]


def test_of_a_long_question_the_rarest_words_are_put_right():
    make_index(*[make_entry(n, "Mainstreaming gender") for n in range(1, 30)])
    make_index(make_entry(99, "one two three four five six seven eight nine ten"))
    vocabulary.refresh()
    asked = "gendr one two three four five six seven eight nine ten"
    assert ask(asked).did_you_mean is None  # no one thing has them all
    assert ask("gendr " + "mainstreaming " * 9).did_you_mean.startswith("gender main")


def test_every_batch_ends_with_a_settled_index():
    make_index(*[make_entry(n, "Gender audit") for n in range(10)])
    make_labels()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(gin_clean_pending_list(inhrelid::regclass)) FROM pg_inherits"
            " WHERE inhparent = 'search_row_vector'::regclass"
        )
        assert cursor.fetchone() == (len(KINDS) + 1, 0)


def test_what_comes_closest_when_nothing_has_all_words():
    make_index(make_entry(1, "Gender audit"), make_entry(2, "Gender"), make_entry(3, "Other"))
    found = ask("gender audit dowry")
    assert (found.total, found.relaxed) == (0, True)
    assert [(hit.object_id, hit.partial) for hit in found.hits] == [(1, True), (2, True)]
    assert [hit.partial for hit in ask("gender audit").hits] == [False, True]
    assert not ask("other").relaxed


def test_indexing_again_replaces_and_removing_removes():
    make_index(make_entry(1, "Old words", body="ancient"))
    make_index(make_entry(1, "New words", body="modern"))
    assert ids("old") == ids("ancient") == []
    assert ids("modern") == [1]
    remove("thread", [1])
    assert ids("modern") == [1]
    remove("resource", [1, 2])
    assert ids("") == []
    assert not Row.objects.exists()
    assert not PageText.objects.exists()


def test_the_last_of_two_entries_for_one_thing_stands():
    assert index([make_entry(1, "Old"), make_entry(1, "New")]) == 2
    assert ids("old") == []
    assert ids("new ") == [1]


def test_a_huge_document_is_found_from_end_to_end():
    pages = tuple(
        Page(n, " ".join(f"w{n}x{k}" for k in range(300)) + f" gender edge{n}", "en")
        for n in range(1, 120)
    )
    one = make_entry(1, "Huge")
    make_index(type(one)(**{**_fields(one), "parts": (Part(VISITOR, pages),)}))
    assert Row.objects.count() > 2
    assert ids("edge1 ") == ids("edge119 ") == ids("huge edge60 ") == [1]
    found = ask("gender")
    assert (found.total, len(found.hits)) == (1, 1)
    assert ask("edge119 ").hits[0].snippet.page == 119


def test_broken_and_endless_texts_are_indexed():
    make_index(
        make_entry(1, "Broken \0 \ud800 title", body="x" * 50_000 + " behind"),
        make_entry(2, "é" * 5_000, body=" ".join(f"é{n}{'ü' * 60}" for n in range(14_000))),
        make_entry(3, "Long metadata", metadata=["word " * 6_000 + "lastword"]),
        make_entry(4, ""),
    )
    assert ids("behind") == [1]
    assert ids("lastword") == [3]
    assert len(ids("")) == 4


def test_titles_of_several_languages():
    entry = make_entry(1, "Équité", language="fr")
    make_index(
        type(entry)(
            **{**_fields(entry), "titles": (Words("Équité", "fr"), Words("Fairness", "en"))}
        )
    )
    assert ids("fair ") == ids("équités ") == [1]


def test_what_an_older_analyser_wrote_is_named():
    make_index(make_entry(1), make_entry(2))
    assert list(outdated("resource")) == []
    Row.objects.filter(object_id=2).update(analyser=0)
    assert list(outdated("resource")) == [[2]]


@pytest.mark.parametrize("words", ["", "gender", "gender audit", "nothing gendr"])
def test_a_search_costs_few_statements_whatever_it_finds(words):
    make_index(*[make_entry(n, "Gender audit", facets={"year": (str(n),)}) for n in range(30)])
    vocabulary.refresh()
    ask(words)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        ask(words, filters={"year": [str(n) for n in range(20)]})
    settings = [s for s in statements if "set_config" in s["sql"] or "SET LOCAL" in s["sql"]]
    assert len(statements) - len(settings) <= 6


def _fields(entry):
    return {name: getattr(entry, name) for name in entry.__slots__}


def test_words_are_counted_anew_only_when_rows_have_changed():
    make_index(make_entry(1, "Gender"))
    assert vocabulary.refresh()
    assert not vocabulary.refresh()
    make_index(make_entry(1, "Gendered"))
    assert vocabulary.refresh()
    remove("resource", [1])
    assert vocabulary.refresh()


def test_beyond_what_is_counted_numbers_are_estimates(monkeypatch):
    monkeypatch.setattr(counting, "EXACT", 10)
    make_index(
        *[make_entry(n, "Gender", facets={"kind": ("ab"[n % 2],), "x": ("y",)}) for n in range(60)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_row")
    for words in ("", "gender"):
        found = ask(words, filters={"kind": ["a"], "x": ["y"]})
        assert found.about
        assert 15 <= found.total <= 60
        assert {value for value, _ in found.facets["kind"]} == {"a", "b"}
        assert len(found.hits) == 20
        assert not ask(words, filters={"kind": ["nothing"]}).about


def test_a_phrase_is_looked_for_in_so_many_rows_and_no_more(monkeypatch):
    monkeypatch.setattr(plan, "MOST_OPENED", 5)
    monkeypatch.setattr(counting, "MOST_OPENED", 5)
    make_index(*[make_entry(n, "Audit", body="gender budget") for n in range(30)])
    make_index(make_entry(99, "Gender budget"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_row")
    found = ask('"gender budget"')
    assert found.about
    assert found.hits[0].object_id == 99


def test_things_of_very_many_rows_leave_no_page_short():
    groups = [f"group-{n}" for n in range(12)]
    parts = tuple(Part(frozenset({one}), (Page(1, "Gender audit", "en", 1),)) for one in groups)
    make_index(*[replace(make_entry(n, "Gender", year=n), parts=parts) for n in range(1, 8)])
    asker = frozenset({"public", *groups})
    assert Row.objects.count() == 7 * 13
    pages = [ids("gender", asker, sort="newest", page=page, size=3) for page in (1, 2, 3)]
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]
