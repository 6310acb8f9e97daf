"""Which documents go into a pack, and what they are called there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.packs.choice import SIZES, Candidate, fitting, offers
from resources.packs.names import file_name

MEGABYTE = 1024 * 1024

candidates = st.lists(
    st.builds(
        Candidate,
        pk=st.integers(1, 10_000),
        work=st.integers(1, 6),
        number=st.integers(1, 40),
        language=st.sampled_from(["en", "fr", "ar"]),
        size=st.integers(1, 40 * MEGABYTE),
    ),
    unique_by=lambda one: (one.work, one.number),
    max_size=30,
)


def of(work, size, language="en", number=1):
    return Candidate(work * 100 + number, work, number, language, size)


@given(candidates, st.sampled_from(list(SIZES.values())))
def test_no_more_than_was_asked_for_and_always_the_same(found, limit):
    chosen = fitting(found, limit=limit)
    assert sum(one.size for one in chosen) <= limit
    assert chosen == fitting(reversed(found), limit=limit)
    left = [one for one in found if one not in chosen]
    room = limit - sum(one.size for one in chosen)
    assert all(one.size > room for one in left)


@given(candidates)
def test_a_larger_size_is_offered_only_where_it_brings_more(found):
    made = offers(found)
    counts = [one.documents for one in made]
    assert counts == sorted(set(counts))
    assert made[0].size == "list"
    assert made[-1].documents == len(fitting(found, limit=SIZES["500"]))


def test_the_smallest_come_first():
    small, middle, large = of(1, 100), of(2, 400), of(3, 900)
    assert fitting([large, middle, small], limit=1000) == [small, middle]


def test_every_work_brings_one_before_any_brings_a_second():
    first, second, other = of(1, 10), of(1, 20, number=2), of(2, 90)
    assert fitting([first, second, other], limit=100) == [first, other]


def test_her_own_language_goes_before_a_smaller_file():
    english, french = of(1, 10), of(1, 60, "fr", number=2)
    assert fitting([english, french], limit=60, reads="fr") == [french]
    assert fitting([english, french], limit=60, reads="en") == [english]


def test_only_the_languages_that_she_named():
    english, arabic = of(1, 10), of(2, 10, "ar")
    assert fitting([english, arabic], limit=100, languages=["ar"]) == [arabic]
    assert fitting([english, arabic], limit=100) == [english, arabic]


def called(title, **kw):
    facts = {"work": 12, "number": 1, "language": "en", "extension": "pdf"} | kw
    return file_name(title=title, **facts)


def test_names_that_people_can_read():
    assert called("Care work in Kenya: 2019") == "12-1-care-work-in-kenya-2019-en.pdf"
    assert called("L’égalité", language="fr") == "12-1-l-égalité-fr.pdf"
    assert called("العمل في الرعاية", language="ar") == "12-1-العمل-في-الرعاية-ar.pdf"
    assert called("…") == "12-1-en.pdf"


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", "CON", "nul.txt", "a" * 300, "ж" * 300, "a\x00b\u202egpj.exe", ".hidden"],
)
def test_names_that_every_system_takes(title):
    check(called(title))


@given(st.text(max_size=200))
def test_names_of_any_title(title):
    check(called(title))


def check(name):
    assert len(name.encode()) <= 80
    assert not set(name) & set('/\\:*?"<>|\x00 \t\n\u202e')
    # No name that Windows keeps for itself begins with a digit.
    assert name.startswith("12-1-")
    assert name.endswith("en.pdf")
    assert name.count(".") == 1
