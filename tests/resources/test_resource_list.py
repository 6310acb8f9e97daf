"""The library's list: whatever is asked gets a page, and it tells nobody more than she may know."""

import re
from urllib.parse import quote

import pytest

from members.search import vocabulary
from resources import actions
from resources.filters import FACETS, SORTS
from resources.models import Resource
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/resources/"
Status = Resource.Status


def titles(page) -> list[str]:
    return [item["title"] for item in page.context["items"]]


def options(page, facet: str) -> dict[str, int]:
    for group in page.context["facets"]:
        if group.label == str(FACETS[facet]):
            return {one["label"]: int(one["amount"]) for one in [*group.options, *group.more]}
    return {}


@pytest.fixture
def shelf(amina):
    """Four works that differ in everything."""
    make.make_region("africa", "BF", "KE", en="Africa")
    care = make.make_theme("care", en="Care work", fr="Travail de soin")
    gbv = make.make_theme("gbv", en="Gender-based violence", fr="Violence basée sur le genre")
    make_one = make.make_resource
    return [
        make_one("Budgets for care", by=amina, themes=[care], issued=2019, countries=["BF"]),
        make_one("Coopératives et crédit", by=amina, kind="guide", languages=["fr"], issued=2021,
                 themes=[gbv], countries=["KE"], abstract="Des groupes d'épargne."),
        make_one("Zebra crossing safety", by=amina, kind="report", issued=1995),
        make_one("Áreas verdes", by=amina, kind="report", languages=["es"]),
    ]  # fmt: skip


def test_an_empty_library_says_so_kindly(client_of, visitor):
    page = client_of(visitor).get(LIST)
    assert page.status_code == 200
    assert "The library is still empty" in page.content.decode()


FINDS = {
    "budget": ["Budgets for care"],
    "cooperatives": ["Coopératives et crédit"],
    "épargne": ["Coopératives et crédit"],
    "epargne": ["Coopératives et crédit"],
    "AREAS VERDES": ["Áreas verdes"],
    '"crossing safety"': ["Zebra crossing safety"],
    "kenya": ["Coopératives et crédit"],
    "gender-based violence": ["Coopératives et crédit"],
    "violence basée sur le genre": ["Coopératives et crédit"],
    "zebra OR budget": ["Budgets for care", "Zebra crossing safety"],
}


def test_words_find_works(shelf, client_of, visitor):
    client = client_of(visitor)
    for words, found in FINDS.items():
        hits = client.get(LIST, {"q": words}).context["found"].hits
        whole = [hit.object_id for hit in hits if not hit.partial]
        assert sorted(one.title for one in shelf if one.pk in whole) == found, words


def test_a_word_can_be_left_out(shelf, client_of, visitor):
    page = client_of(visitor).get(LIST, {"q": "safety -zebra"})
    assert page.context["found"].total == 0


@pytest.mark.parametrize(
    ("facet", "value", "found"),
    [
        ("theme", "care", ["Budgets for care"]),
        ("kind", "guide", ["Coopératives et crédit"]),
        ("language", "es", ["Áreas verdes"]),
        ("country", "BF", ["Budgets for care"]),
        ("region", "africa", ["Budgets for care", "Coopératives et crédit"]),
        ("year", "1995", ["Zebra crossing safety"]),
    ],
)
def test_a_facet_narrows_and_can_be_taken_off_again(facet, value, found, shelf, client_of, visitor):
    client = client_of(visitor)
    page = client.get(LIST, {facet: value})
    assert sorted(titles(page)) == sorted(found)
    (address, label) = page.context["chosen"][0]
    assert label
    assert len(titles(client.get(LIST + address))) == 4


def test_values_of_a_facet_widen_and_facets_narrow_each_other(shelf, client_of, visitor):
    client = client_of(visitor)
    either = client.get(LIST, {"kind": ["guide", "report"]})
    assert len(titles(either)) == 3
    both = client.get(LIST, {"kind": ["guide", "report"], "language": "fr"})
    assert titles(both) == ["Coopératives et crédit"]


def test_every_option_leads_to_as_many_works_as_it_says(shelf, client_of, visitor):
    client = client_of(visitor)
    for words in ("", "e"):
        page = client.get(LIST, {"q": words})
        for group in page.context["facets"]:
            for option in [*group.options, *group.more]:
                assert client.get(LIST + option["url"]).context["found"].total == int(
                    option["amount"]
                )


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("title", "Áreas verdes", "Zebra crossing safety"),
        ("oldest", "Zebra crossing safety", None),
        ("newest", "Coopératives et crédit", None),
        ("added", "Áreas verdes", "Budgets for care"),
    ],
)
def test_it_is_sorted(sort, first, last, shelf, client_of, visitor):
    page = client_of(visitor).get(LIST, {"sort": sort})
    assert titles(page)[0] == first
    assert last is None or titles(page)[-1] == last


@pytest.fixture
def many(amina):
    for number in range(45):
        make.make_resource(f"Work {number:02}", by=amina)


PAGES = (
    *(("1", 1), ("2", 2), ("3", 3), ("0", 1), ("-1", 1), ("abc", 1), ("", 1), ("1.9", 1)),
    *(("1e1", 3), ("NaN", 1), ("Infinity", 1), ("4", 3), ("99999", 3), ("9" * 50, 1)),
    *(("\0", 1), ("٢", 2)),
)


@pytest.mark.parametrize("words", ["", "work"])
def test_any_page_that_is_asked_for_is_a_page(words, many, client_of, visitor):
    client = client_of(visitor)
    for asked, number in PAGES:
        page = client.get(LIST, {"page": asked, "sort": "title", "q": words})
        assert page.status_code == 200
        assert page.context["page"].number == number, asked
        assert len(titles(page)) == (5 if number == 3 else 20)
        assert "still empty" not in page.content.decode()


def test_the_pages_hold_every_work_once(many, client_of, visitor):
    client = client_of(visitor)
    for sort in SORTS:
        pages = [client.get(LIST, {"page": n, "sort": sort, "q": "work"}) for n in (1, 2, 3)]
        seen = [title for page in pages for title in titles(page)]
        assert len(seen) == len(set(seen)) == 45


def test_a_page_costs_as_many_queries_with_one_work_as_with_twenty(
    amina, client_of, visitor, django_assert_max_num_queries
):
    theme = make.make_theme("care", en="Care")
    for number in range(20):
        one = make.make_resource(f"Work {number}", by=amina, themes=[theme], abstract="About work.")
        make.make_document(one, f"Inside of number {number}, work.".encode())
    client = client_of(visitor)
    client.get(LIST, {"q": "work"})
    for asked in ({}, {"q": "work"}, {"q": "work", "theme": "care", "kind": "study"}):
        with django_assert_max_num_queries(12):
            client.get(LIST, asked)


STRANGE = (
    *("a" * 2000, "word " * 1000, "é" * 5000, "e\u0301" * 500, "\u0301" * 2000, "a-b-c-d " * 100),
    *("a " * 33, " ".join(f"w{n}" for n in range(400)), "-a " * 300, '"a b" ' * 200),
    *('"', '""', '"open', 'a "b', "'", "''", "`", "“quoted”", "«entre»"),
    *("-", "--", "-a", '-"a b"', "- -", "OR", "OR OR", "a OR", "OR a", "a OR OR b", "|", "a | b"),
    *("!", "!a", "a:*", "a:A", ":*", "(", ")", "(a", "a)", "<->", "a <-> b", "\\", "a\\", "a & b"),
    *("*", "?", "+", "^", "$", "[a", "{", "}", "#", "@", "~a", "=", "=a", ";", "a;b", "&", "a&b=c"),
    *("%", "_", "%%s", "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "../../etc/passwd"),
    *("\0", "a\0b", "\x01\x1f", "\u200b", "\ufeff", "\ufffd", "\ud7ff", "\U0010ffff"),
    *("حقوق المرأة", "\u202eabc\u202c", "א ב ג", "\u200f\u200f", "права женщин", "女性の権利"),
    *("\U0001f469\U0001f3fd\u200d\U0001f33e", "🌍 🌈", "ﷺ", "ß", "İstanbul", "ﬁ"),
    *("NULL", "nan", "-1", "   ", "\t\n\r", "a\nb"),
)


@pytest.mark.parametrize("sort", ["", "title"])
def test_whatever_is_typed_is_a_search(sort, shelf, client_of, amina):
    client = client_of(amina)
    for words in STRANGE:
        page = client.get(LIST, {"q": words, "sort": sort})
        assert page.status_code == 200, words
        assert "<script>alert" not in page.content.decode()
        assert "\0" not in page.content.decode()


def test_any_query_string_is_a_search(shelf, client_of, visitor):
    client = client_of(visitor)
    odd = ("q=%ff%fe", "q=%ED%A0%80", "q=%", "q=%u0041", "q[]=a", "q=a&q=b", "&&&", "=", "sort=%00")
    for raw in (*odd, "page=1&page=2", "exactly=perhaps", "q=" + quote("é" * 400)):
        assert client.get(f"{LIST}?{raw}").status_code == 200, raw


UNKNOWN = (
    *("nobody-has-this", "", "\0", "x" * 61, "a:b", "a'b", "a\\", "'", "()", "é", "حقوق", "&|!"),
    *("-1", "<script>alert(1)</script>"),
)


@pytest.mark.parametrize("facet", FACETS)
def test_an_unknown_value_finds_nothing_and_can_be_taken_off(facet, shelf, client_of, visitor):
    client = client_of(visitor)
    for value in UNKNOWN:
        page = client.get(LIST, {facet: value, "q": "e", "sort": "sideways"})
        assert page.status_code == 200, value
        assert "<script>alert" not in page.content.decode()
        for address, _label in page.context["chosen"]:
            assert titles(page) == []
            assert client.get(LIST + address).context["chosen"] == []


def test_hundreds_of_values_are_a_search(shelf, client_of, visitor):
    asked = {facet: [f"value-{n}" for n in range(100)] for facet in FACETS}
    assert client_of(visitor).get(LIST, asked).status_code == 200


def test_nothing_found_helps_on(shelf, client_of, visitor, amina):
    asked = {"q": "qqqqqqqq"}
    assert (
        "Members of the community can see more"
        in client_of(visitor).get(LIST, asked).content.decode()
    )
    assert "Send in a document" in client_of(amina).get(LIST, asked).content.decode()


def test_a_misspelled_word_is_put_right(shelf, client_of, visitor):
    vocabulary.refresh()
    page = client_of(visitor).get(LIST, {"q": "budgest"})
    assert page.context["found"].did_you_mean == "budgets"
    assert titles(client_of(visitor).get(LIST + page.context["mean_url"])) == ["Budgets for care"]


SECRET = "xylophone"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "declined", "withdrawn"])
def test_what_is_not_published_shows_in_no_list_for_anybody(status, request, amina, client_of):
    theme = make.make_theme(SECRET, en="Xylophones")
    make.make_resource(
        f"The {SECRET}", by=amina, status=status, themes=[theme], countries=["FJ"], issued=1977
    )
    vocabulary.refresh()
    for person in ("visitor", "dara", "chidi", "efua", "amina", "bintou"):
        _finds_no_secret(client_of(request.getfixturevalue(person)))


def _finds_no_secret(client) -> None:
    for asked in (
        {},
        {"q": SECRET},
        {"q": "xylofone"},
        {"q": "the"},
        {"theme": SECRET},
        {"country": "FJ"},
    ):
        page = client.get(LIST, asked)
        assert page.context["found"].total == 0
        assert page.context["found"].did_you_mean is None
        told = re.sub(r'value="[^"]*"', "", page.content.decode().lower())
        assert f"the {SECRET}" not in told
        if "q" not in asked:
            assert "1977" not in told


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"visitor", "dara", "chidi", "efua", "amina", "bintou"}),
        ("members", {"chidi", "efua", "amina", "bintou"}),
        ("group", {"efua", "amina", "bintou"}),
    ],
)
def test_a_list_shows_each_person_what_is_open_to_her(
    visibility, readers, africa, request, client_of
):
    sender = make.make_member("Sender")
    theme = make.make_theme(SECRET, en="Xylophones")
    make.make_resource(
        f"The {SECRET}",
        by=sender,
        visibility=visibility,
        groups=[africa],
        themes=[theme],
        issued=1977,
    )
    vocabulary.refresh()
    for person in ("visitor", "dara", "chidi", "efua", "amina", "bintou"):
        client = client_of(request.getfixturevalue(person))
        if person in readers:
            assert titles(client.get(LIST, {"q": SECRET})) == [f"The {SECRET}"]
            assert titles(client.get(LIST, {"theme": SECRET})) == [f"The {SECRET}"]
        else:
            _finds_no_secret(client)


def test_words_inside_closed_files_are_found_by_their_readers_only(
    africa, amina, chidi, efua, bintou, visitor, client_of, run_jobs
):
    sender = make.make_member("Sender")
    resource = make.make_resource("Open", by=sender, files_visibility="group", groups=[africa])
    make.make_document(resource, f"Inside is a {SECRET} for us.".encode())
    run_jobs()
    vocabulary.refresh()
    for person in (amina, efua, bintou):
        page = client_of(person).get(LIST, {"q": SECRET})
        assert f"<mark>{SECRET}</mark>" in page.content.decode()
    for person in (chidi, visitor):
        page = client_of(person).get(LIST, {"q": SECRET})
        assert (page.context["found"].total, titles(page)) == (0, [])
        page = client_of(person).get(LIST, {"q": "open"})
        assert titles(page) == ["Open"]
        assert SECRET not in page.content.decode()


def test_a_reader_who_joins_a_group_finds_its_works(chidi, africa, client_of):
    sender = make.make_member("Sender")
    make.make_resource("Ours", by=sender, visibility="group", groups=[africa])
    assert titles(client_of(chidi).get(LIST)) == []
    membership = make.make_membership(chidi, africa)
    assert titles(client_of(chidi).get(LIST)) == ["Ours"]
    membership.status = "left"
    membership.save()
    assert titles(client_of(chidi).get(LIST)) == []


def test_withdrawing_empties_lists_counts_and_facets_at_once(amina, bintou, client_of, visitor):
    theme = make.make_theme("care", en="Care")
    kept, gone = (make.make_resource(t, by=amina, themes=[theme]) for t in ("Kept", "Gone soon"))
    make.make_resource("Other", by=amina)
    vocabulary.refresh()
    client = client_of(visitor)
    assert options(client.get(LIST), "theme") == {"Care": 2}
    actions.withdraw(resource=gone, by=bintou, reason="It was withdrawn by its authors.")
    assert options(client.get(LIST), "theme") == {"Care": 1}
    assert titles(client.get(LIST, {"theme": "care"})) == [kept.title]
    assert client.get(LIST, {"q": "gonne"}).context["found"].did_you_mean is None
    assert client.get(LIST, {"q": "gone"}).context["found"].total == 0


def test_a_description_in_another_language_says_which(amina, client_of, visitor):
    work = make.make_resource("Le crédit", by=amina, languages=["fr"], abstract="En français.")
    work.abstracts.create(language="en", text="In English.")
    page = client_of(visitor).get(LIST).content.decode()
    assert '<p lang="en" dir="auto">In English.</p>' in page
    assert 'lang="fr" dir="auto">Le crédit</a>' in page
