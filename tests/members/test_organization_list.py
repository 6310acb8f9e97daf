"""The list of organizations: words, what narrows it, its numbers."""

import gzip
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Member, Organization
from tests import make
from tests.cast import client_of

URL = "/organizations/"


@pytest.fixture
def browser(chidi: Member, organization_a: Organization) -> Client:
    """Chidi's; there are Association A (BF) and his Büro B (AT), and a proposed one."""
    make.make_region("africa", "BF", "KE", en="Africa", fr="Afrique")
    make.make_region("western-europe", "AT", en="Western Europe")
    make.make_organization("Association Secret", status=Organization.Status.PROPOSED)
    return client_of(chidi)


def titles(client: Client, query: str = "") -> list[str]:
    return [one["title"] for one in client.get(URL + query).context["items"]]


def test_listed_ones_stand_there_by_name(browser: Client) -> None:
    assert titles(browser) == ["Association A", "Büro B"]


@pytest.mark.parametrize("words", ["buro", "BÜRO", "b bür", "Büro B"])
def test_a_name_is_found_without_its_accents(browser: Client, words: str) -> None:
    assert titles(browser, f"?q={words}") == ["Büro B"]


@pytest.mark.parametrize(
    ("name", "acronym", "asked"),
    [
        ("Женский союз", "ЖС", "жс"),
        ("Женский союз", "ЖС", "ЖЕНСКИЙ"),
        ("اتحاد النساء", "", "النساء"),
        ("女性ネットワーク", "", "女性"),
        ("Élan des Femmes", "ÉDF", "edf"),
    ],
)
def test_names_and_acronyms_of_every_script_are_found(
    browser: Client, name: str, acronym: str, asked: str
) -> None:
    make.make_organization(name, acronym=acronym)
    assert len(titles(browser, f"?q={asked}")) == 1


def test_what_is_proposed_is_neither_found_nor_counted(browser: Client) -> None:
    page = browser.get(f"{URL}?q=secret")
    assert page.context["total"] == 0
    assert "Association Secret" not in browser.get(URL).content.decode()


def test_it_is_narrowed_by_kind_region_country_and_standing(browser: Client) -> None:
    make.make_organization("Network K", kind="network", country="KE", member_since=2020)
    assert titles(browser, "?kind=network") == ["Network K"]
    assert titles(browser, "?region=africa") == ["Association A", "Network K"]
    assert titles(browser, "?region=africa&country=BF") == ["Association A"]
    assert titles(browser, "?country=AT&country=KE") == ["Büro B", "Network K"]
    assert titles(browser, "?standing=member") == ["Network K"]
    assert titles(browser, "?standing=partner&q=b") == ["Büro B"]
    assert titles(browser, "?standing=nonsense") == []


def test_a_region_of_its_own_counts_before_that_of_its_country(browser: Client) -> None:
    elsewhere = make.make_region("everywhere", en="Everywhere")
    make.make_organization("World", country="BF", region=elsewhere)
    assert titles(browser, "?region=everywhere") == ["World"]
    assert "World" not in titles(browser, "?region=africa")


def test_numbers_agree_with_the_lists_that_they_lead_to(browser: Client) -> None:
    for number in range(23):
        kinds = Organization.Kind.values
        country = ("BF", "KE", "AT", "PE")[number % 4]
        since = 2020 if number % 3 else None
        make.make_organization(kind=kinds[number % 5], country=country, member_since=since)
    for start in ("", "?kind=ngo", "?region=africa&standing=member"):
        facets = browser.get(URL + start).context["facets"]
        assert len(facets) >= 3
        for facet in facets:
            for option in facet.options:
                if not option["chosen"] and f"{start[1:].partition('=')[0]}=" not in start:
                    total = browser.get(URL + option["url"]).context["total"]
                    assert str(total) == option["amount"], (start, option)


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=-3",
        "?page=x",
        "?page=99999999999",
        "?kind=",
        "?q=%00",
        "?country=%00",
        "?q=%25",
        "?q=_",
        "?q=" + "w+" * 500,
        "?region=%F0%9F%92%A9",
        "?standing[]=x",
    ],
)
def test_bad_questions_get_a_page(browser: Client, query: str) -> None:
    assert browser.get(URL + query).status_code == 200


def test_signs_of_patterns_are_letters_like_others(browser: Client) -> None:
    assert titles(browser, "?q=%25") == []


def test_pages_can_be_turned(browser: Client) -> None:
    for _number in range(40):
        make.make_organization(kind="donor")
    seen = [title for page in (1, 2) for title in titles(browser, f"?kind=donor&page={page}")]
    assert len(set(seen)) == 40
    page = browser.get(f"{URL}?kind=donor&page=2").content.decode()
    assert re.search(r'rel="prev" href="\?kind=donor&amp;page=1"', page)


def test_a_page_costs_few_statements_and_is_light(browser: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(URL)
        assert len(gzip.compress(response.content)) <= 10 * 1024
        return len(asked)

    cost()
    few = cost()
    for number in range(60):
        make.make_organization(description=f"What number {number} does is " + "long " * 99)
    assert cost() == few <= 10


@pytest.mark.parametrize("person", ["dara", "visitor"])
def test_nobody_outside_sees_the_list(person: str, request: pytest.FixtureRequest) -> None:
    outsider = request.getfixturevalue(person)
    assert client_of(outsider).get(URL).status_code == 302
