"""Things that consist of pieces: found once, by the piece that answers best, and written piece
by piece."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.search import ranking
from members.search.entries import Entry, Page, Piece, Words
from members.search.find import narrowed_to
from members.search.index import index, index_pieces, outdated, remove
from members.search.labels import Name
from members.search.models import PageText, Row
from tests.search.made_entries import AMINA, CHIDI, VISITOR, ask, ids, make_labels, passage

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)


def make_piece(number, text, author="amina", **kw):
    return Piece(
        number=number,
        pages=(Page(number, text, "en"),),
        added_at=kw.pop("added_at", FIRST_DAY + timedelta(days=number)),
        marks={"author": (author,)} if author else {},
        **kw,
    )


def make_thread(object_id, title, *texts, pieces=None, access=VISITOR, **kw):
    return Entry(
        kind="thread",
        object_id=object_id,
        titles=(Words(title, "en"),),
        access=frozenset(access),
        added_at=FIRST_DAY,
        pieces=pieces or tuple(make_piece(n, text) for n, text in enumerate(texts, 1)),
        **kw,
    )


def written() -> list[tuple[int, int]]:
    """Of each row the thing and the piece, in the order of writing."""
    return list(Row.objects.order_by("id").values_list("object_id", "piece"))


def test_a_thread_is_one_hit_with_the_passage_of_its_best_post():
    index([
        make_thread(1, "Savings", "We meet.", "About budget.", "A gender budget for all, budget."),
        make_thread(2, "Loans", "Nothing of this."),
    ])  # fmt: skip
    found = ask("gender budget", kind="thread")
    assert (found.total, len(found.hits)) == (1, 1)
    hit = found.hits[0]
    assert (hit.object_id, hit.piece, hit.snippet.page) == (1, 3, 3)
    assert passage(hit) == "A [gender] [budget] for all, [budget]."


def test_by_its_title_a_thread_is_found_once_and_not_in_each_post():
    index([make_thread(1, "Harassment policy", *["We agree."] * 30)])
    found = ask("harassment", kind="thread", sort="added")
    assert found.total == 1
    assert (found.hits[0].piece, ask("harassment").total) == (1, 1)
    assert [row.piece for row in Row.objects.extra(where=["vector @@ '^harassment'::tsquery"])] == [
        0
    ]


def test_the_title_helps_a_post_that_has_one_of_the_words():
    index([make_thread(1, "Harassment policy", "Welcome.", "Here is a template.", "Thank you.")])
    hit = ask("harassment template", kind="thread").hits[0]
    assert (hit.object_id, hit.piece, hit.snippet.page) == (1, 2, 2)
    assert ids("harassment nothing", kind="thread") == []
    assert ids("template -harassment", kind="thread") == []
    assert ids('"a template" harassment', kind="thread") == [1]


def test_the_title_is_carried_with_its_themes():
    make_labels([
        Name("gender-based-violence", "en", "GBV", "abbreviation"),
        Name("gender-based-violence", "fr", "violences de genre", "preferred"),
    ])  # fmt: skip
    index([make_thread(1, "GBV at work", "Hello.", "Our template.")])
    assert ids("violences de genre template", languages=["fr"]) == [1]


def test_a_title_comes_before_what_is_only_said():
    index([
        make_thread(1, "Meeting", "Budget, the budget and again the budget."),
        make_thread(2, "Budget", "Hello."),
        make_thread(3, "Notes", "A budget among other words that say nothing of it."),
    ])  # fmt: skip
    assert ids("budget", kind="thread") == [2, 1, 3]


def test_without_words_a_thread_is_listed_once_with_all_its_facets():
    threads = [make_thread(n, f"T{n}", "a", "b", facets={"group": ("g",)}) for n in range(1, 4)]
    index(threads)
    for words in ("", "a OR b"):
        found = ask(words, kind="thread")
        assert (found.total, found.facets) == (3, {"group": [("g", 3)]})
    assert ids("", kind="thread", sort="title") == [1, 2, 3]


def test_an_author_narrows_to_her_posts_and_is_counted_nowhere():
    pieces = (make_piece(1, "Budget"), make_piece(2, "Audit", author="chidi"))
    index([make_thread(1, "Plans", pieces=pieces), make_thread(2, "Other", "Audit")])
    chidi, amina = narrowed_to({"author": ["chidi"]}), narrowed_to({"author": ["amina"]})
    assert ids("audit", kind="thread", only=chidi) == [1]
    assert ids("budget", kind="thread", only=chidi) == []
    assert sorted(ids("", kind="thread", only=amina)) == [1, 2]
    assert [(hit.object_id, hit.piece) for hit in ask("", kind="thread", only=chidi).hits] == [
        (1, 2)
    ]
    assert ids("plans", kind="thread", only=amina) == [1]
    assert ids("plans", kind="thread", only=chidi) == []
    assert sorted(ids("", kind="thread", only=narrowed_to({"author": ["amina", "chidi"]}))) == [
        1,
        2,
    ]
    for only in (amina, narrowed_to({})):
        assert "author" not in ask("audit OR budget", kind="thread", only=only).facets


def test_days_narrow_to_the_posts_of_those_days():
    index([make_thread(1, "Plans", "Budget", "Audit", "Budget"), make_thread(2, "Old", "Budget")])
    day = FIRST_DAY + timedelta(days=2)
    later, earlier = narrowed_to({}, since=day), narrowed_to({}, until=day)
    assert ids("budget", kind="thread", only=later) == [1]
    assert sorted(ids("budget", kind="thread", only=earlier)) == [1, 2]
    assert ids("audit", kind="thread", only=earlier) == []
    assert ids("", kind="thread", only=narrowed_to({}, since=day, until=day)) == []
    assert ask("", kind="thread", only=later).total == 1


def test_the_newest_matching_post_decides_the_order_of_the_newest():
    def on(day, text):
        return make_piece(day, text, added_at=FIRST_DAY + timedelta(days=day))

    index([
        make_thread(1, "One", pieces=(on(1, "Budget"), on(9, "Else"))),
        make_thread(2, "Two", pieces=(on(1, "Else"), on(4, "Budget"), on(5, "Budget"))),
    ])  # fmt: skip
    found = ask("budget", kind="thread", sort="added")
    assert [(hit.object_id, hit.piece) for hit in found.hits] == [(2, 5), (1, 1)]


def test_a_post_is_written_without_touching_the_others():
    index([make_thread(1, "Plans", "Budget", "Audit"), make_thread(2, "Other", "Else")])
    before = {*Row.objects.exclude(object_id=1, piece=2).values_list("id", flat=True)}
    index_pieces(make_thread(1, "Plans", pieces=(make_piece(3, "Template"),)), [3])
    index_pieces(make_thread(1, "Plans", pieces=(make_piece(2, "Changed"),)), [2])
    assert ids("template", kind="thread") == ids("changed", kind="thread") == [1]
    assert ids("audit", kind="thread") == []
    assert before <= {*Row.objects.values_list("id", flat=True)}
    assert sorted(written()) == [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1)]


def test_a_post_that_the_entry_has_not_is_taken_out_alone():
    index([make_thread(1, "Plans", "Budget", "Audit")])
    index_pieces(make_thread(1, "Plans", pieces=(make_piece(1, "Not asked for"),)), [2])
    assert sorted(written()) == [(1, 0), (1, 1)]
    assert ids("budget", kind="thread") == [1]
    assert ids("asked", kind="thread") == ids("audit", kind="thread") == []
    assert PageText.objects.count() == 1


@pytest.mark.parametrize("posts", [3, 300])
def test_a_reply_costs_the_same_in_a_long_thread(posts):
    index([make_thread(1, "Plans", *["Budget"] * posts)])
    reply = make_thread(1, "Plans", pieces=(make_piece(posts + 1, "Reply"),))
    with CaptureQueriesContext(connection) as statements:
        index_pieces(reply, [posts + 1])
    assert len(statements) <= 10
    assert Row.objects.count() == posts + 2


def test_a_thread_goes_with_all_its_posts_and_is_named_once_when_outdated():
    index([make_thread(1, "Plans", "Budget", "Audit")])
    Row.objects.update(analyser=0)
    assert list(outdated("thread")) == [[1]]
    remove("thread", [1])
    assert not Row.objects.exists()
    assert not PageText.objects.exists()


def test_a_post_is_never_wider_than_its_thread():
    wide = make_piece(1, "Secret", access=frozenset({"public"}))
    narrow = make_piece(2, "Quiet", access=frozenset({"group-1"}))
    index([make_thread(1, "Plans", pieces=(wide, narrow), access={"members"})])
    assert ids("secret", VISITOR, kind="thread") == []
    assert ids("secret", CHIDI, kind="thread") == ids("quiet", AMINA, kind="thread") == [1]
    assert ids("quiet", CHIDI, kind="thread") == []
    everyday = narrowed_to({"author": ["amina"]})
    assert [hit.piece for hit in ask("", CHIDI, kind="thread", only=everyday).hits] == [1]


def test_a_very_long_post_is_found_to_its_end():
    text = " ".join(f"w{n}" for n in range(20_000)) + " lastword"
    pages = tuple(Page(1, piece, "en") for piece in (text[:60_000], text[60_000:]))
    index([make_thread(1, "Plans", pieces=(replace(make_piece(1, ""), pages=pages),))])
    assert Row.objects.filter(piece=1).count() == 2
    assert ids("lastword", kind="thread") == ids("w0 ", kind="thread") == [1]


def test_one_long_thread_does_not_push_the_others_off_the_page(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 10)
    index([make_thread(1, "Long", *["gender"] * 30)])
    index([make_thread(n, "Short", "gender once") for n in range(2, 8)])
    found = ask("gender", kind="thread")
    assert (found.total, found.pages) == (7, 1)
    assert len(found.hits) == 7


def test_pages_end_where_nothing_more_was_put_in_an_order(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 4)
    index([make_thread(n, "Short", "gender once") for n in range(1, 9)])
    last = ask("gender", kind="thread", size=3, page=9)
    assert (last.total, last.pages, last.page, len(last.hits)) == (8, 2, 2, 1)


def test_many_posts_of_few_threads_leave_no_page_of_the_newest_short():
    index([make_thread(n, "Long", *["gender"] * 90) for n in range(1, 6)])
    pages = [ids("gender", kind="thread", sort="added", size=2, page=page) for page in (1, 2, 3)]
    assert sorted(pk for page in pages for pk in page) == [1, 2, 3, 4, 5]
    assert [len(page) for page in pages] == [2, 2, 1]
