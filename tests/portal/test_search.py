"""The one search: everything that is for her, marked by its kind, and no word of anything else."""

import pytest
from django.test import Client

from forums import search as threads
from forums.models import Label
from members import group_search, organization_index, person_search
from members.models import Group, Member, Organization
from members.search import vocabulary
from tests import make
from tests.cast import client_of

from .furniture import BEGINNING, PEOPLE, House
from .test_leaks import closed_to, said, told, words_about

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


@pytest.fixture
def baobabs(amina: Member) -> None:
    """Of each kind: a work, a group and a thread for everybody, the rest for members."""
    make.make_resource("Baobab study", by=amina)
    make.make_resource("Baobab notes", by=amina, visibility="members")
    make.make_group("Baobab circle", seen_by=Group.SeenBy.EVERYONE, purpose="We plant.")
    make.make_group("Baobab council", seen_by=Group.SeenBy.MEMBERS)
    organization = make.make_organization("Baobab network", status=Organization.Status.LISTED)
    make.make_member("Baobab Keita", organization=organization, about="The baobab of my village.")
    square = make.make_forum(visibility="public")
    for label in (Label.PUBLIC, Label.MEMBERS):
        make.make_thread(square, title=f"Baobab, {label}", body="Who plants?", label=label)
    threads.renew()
    person_search.renew()
    group_search.renew()
    organization_index.renew()
    vocabulary.refresh()


def tabs(client: Client, **asked: str) -> dict[str, str]:
    page = client.get(SEARCH, asked)
    return {name: amount for name, amount, _url, _chosen in page.context["tabs"]}


def titles(client: Client, **asked: str) -> list[str]:
    return [item["title"] for item in client.get(SEARCH, asked).context["items"]]


def test_a_member_finds_every_kind_and_reads_which_it_is(baobabs: None, amina: Member) -> None:
    client = client_of(amina)
    assert tabs(client, q="baobab") == {
        "All": "8",
        "People": "1",
        "Organizations": "1",
        "Groups": "2",
        "Forums": "2",
        "Library": "2",
    }
    items = client.get(SEARCH, {"q": "baobab"}).context["items"]
    kinds = {item["title"]: item["kind"].partition(" · ")[0] for item in items}
    assert kinds == {
        "Baobab Keita": "Person",
        "Baobab network": "Organization",
        "Baobab circle": "Group",
        "Baobab council": "Group",
        "Baobab, public": "Forums",
        "Baobab, members": "Forums",
        "Baobab study": "Library",
        "Baobab notes": "Library",
    }
    assert all(item["url"].startswith("/") for item in items)


def test_a_visitor_finds_what_is_public_and_is_told_of_nothing_else(baobabs: None) -> None:
    client = client_of(None)
    assert tabs(client, q="baobab") == {"All": "3", "Groups": "1", "Forums": "1", "Library": "1"}
    assert sorted(titles(client, q="baobab")) == [
        "Baobab circle",
        "Baobab study",
        "Baobab, public",
    ]
    page = said(client.get(SEARCH, {"q": "baobab", "kind": "person"}))
    assert "Keita" not in page


def test_one_kind_alone_is_shown_and_all_are_counted(baobabs: None, amina: Member) -> None:
    client = client_of(amina)
    assert titles(client, q="baobab", kind="person") == ["Baobab Keita"]
    assert tabs(client, q="baobab", kind="person") == tabs(client, q="baobab")
    assert len(titles(client, q="baobab", kind="no such kind")) == 8


def test_a_passage_shows_the_words(baobabs: None, amina: Member) -> None:
    page = said(client_of(amina).get(SEARCH, {"q": "village", "kind": "person"}))
    assert "of my <mark>village</mark>" in page


def test_where_nothing_is_found_the_page_leads_on(baobabs: None, amina: Member) -> None:
    client = client_of(None)
    nothing = said(client.get(SEARCH, {"q": "nothingofthekind"}))
    assert "Nothing found" in nothing
    assert "/account/login/" in nothing
    misspelt = client.get(SEARCH, {"q": "baobba"})
    assert misspelt.context["mean_url"] == "?q=baobab"
    elsewhere = said(client_of(amina).get(SEARCH, {"q": "study", "kind": "person"}))
    assert "Search everything" in elsewhere


def test_without_words_there_is_a_box_and_no_result(baobabs: None) -> None:
    for asked in ({}, {"q": ""}, {"q": "  "}, {"q": "\0"}, {"page": "x", "q": '"'}):
        page = client_of(None).get(SEARCH, asked)
        assert (page.status_code, page.context["items"]) == (200, [])
        assert 'name="q"' in said(page)


def test_the_box_of_every_page_leads_here(baobabs: None) -> None:
    page = said(client_of(None).get("/charter/"))
    assert f'role="search" action="{SEARCH}"' in page


def test_to_search_for_a_secret_is_to_search_for_nothing(house: House) -> None:
    for name in PEOPLE:
        if name == "femi":
            continue  # led away; see the access matrix
        client = client_of(house.people[name])
        nowhere = "nowherenowhere"
        nothing = words_about(said(client.get(SEARCH, {"q": nowhere})), nowhere)
        for word in closed_to(house, name):
            page = said(client.get(SEARCH, {"q": word}))
            assert words_about(page, word) == nothing, f"{name} asked {word}"


def test_what_is_for_her_is_found(house: House) -> None:
    """Or the test above would prove nothing."""
    word = house.canary("job_title of gloria", {"amina", "efua", "bintou"})
    hidden = house.canary("name of a hidden group", ("amina", "efua", "bintou"))
    for name, finds_her, finds_it in (
        ("visitor", False, False),
        ("amina", True, True),
        ("chidi", False, False),
        ("efua", True, True),
        ("bintou", False, True),
    ):
        client = client_of(house.people[name])
        assert (client.get(SEARCH, {"q": word}).context["found"].total == 1) is finds_her, name
        groups = client.get(SEARCH, {"q": hidden, "kind": "group"}).context["found"]
        assert (groups.kinds["group"].total > 0) is finds_it, name


def test_no_beginning_or_company_brings_a_secret_out(house: House) -> None:
    for name in ("visitor", "chidi", "efua", "bintou"):
        client = client_of(house.people[name])
        for asked in (BEGINNING, f"kettle {BEGINNING}", f"gloria OR {BEGINNING}", f"-{BEGINNING}"):
            for kind in ("", "person", "group", "organization", "resource", "thread"):
                response = client.get(SEARCH, {"q": asked, "kind": kind})
                assert told(house, name, response, asked) == set(), f"{name} asked {asked}"
