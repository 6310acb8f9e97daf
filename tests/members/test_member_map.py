"""The map of members: what it counts, what it never tells, and that it draws what it tells."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_countries import countries

from cop_portal.demo.data import load
from members import atlas
from members.models import Member
from members.whereabouts import whereabouts
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/members/map/"


@pytest.fixture(autouse=True)
def regions(db):
    cache.clear()
    make.make_region("africa", "BF", "KE", "SN", "TG", en="Africa", fr="Afrique")
    make.make_region("western-europe", "AT", "FR", en="Western Europe")
    make.make_region("north-america", "CA", "US", en="North America")


def settle(**numbers):
    for country, number in numbers.items():
        for _number in range(number):
            make.make_member(country=country)


def table():
    """The lines of the table: name, number, and the countries below."""
    cache.clear()
    return [
        (one.name, one.number, [(line.name, line.number) for line in one.countries])
        for one in whereabouts().regions
    ]


def test_it_tells_regions_and_countries_the_largest_first():
    settle(KE=6, BF=8, FR=7)
    assert table() == [
        ("Africa", 14, [("Burkina Faso", 8), ("Kenya", 6)]),
        ("Western Europe", 7, [("France", 7)]),
    ]


def test_countries_with_few_are_joined():
    settle(BF=9, KE=3, SN=4, FR=6)
    assert table()[0] == ("Africa", 16, [("Burkina Faso", 9), ("Other countries", 7)])


def test_where_one_would_be_left_the_next_smallest_is_joined():
    settle(BF=9, KE=6, SN=4, FR=6)
    assert table()[0] == ("Africa", 19, [("Burkina Faso", 9), ("Other countries", 10)])


def test_where_nothing_would_be_left_to_tell_there_is_the_region_alone():
    settle(BF=9, SN=4, FR=6)
    assert table()[0] == ("Africa", 13, [])


def test_regions_with_few_are_joined_likewise():
    settle(BF=20, FR=7, CA=3)
    assert table() == [("Africa", 20, [("Burkina Faso", 20)]), ("Other regions", 10, [])]


def test_a_country_of_no_region_is_counted_elsewhere():
    settle(BF=6, JP=5)
    assert table()[1] == ("Elsewhere", 5, [("Japan", 5)])


@pytest.mark.parametrize(
    "facts",
    [
        {"listed": False},
        {"for_nobody": ["country"]},
        {"for_groups": ["country"]},
        {"country": ""},
        {"status": Member.Status.SUSPENDED},
        {"status": Member.Status.LEFT},
        {"status": Member.Status.APPLIED},
    ],
)
def test_counted_is_only_who_lets_all_members_know(facts):
    settle(BF=6)
    make.make_member(**{"country": "BF"} | facts)
    assert table() == [("Africa", 6, [("Burkina Faso", 6)])]


def test_the_page_draws_what_the_table_tells(amina, client_of):
    settle(BF=8, KE=3, SN=2, FR=7)
    cache.clear()
    page = client_of(amina).get(PAGE).content.decode()
    assert len(re.findall('class="bubble', page)) == 3
    assert "<title>Burkina Faso: 9</title>" in page
    assert "<title>Africa, other countries: 5</title>" in page
    assert "Kenya" not in page
    assert re.search(r"<text [^>]+>Africa</text>", page)
    assert "NaN" not in page


def test_names_are_in_the_readers_language_and_numbers_of_the_drawing_in_none(amina, client_of):
    settle(BF=8, FR=12)
    cache.clear()
    client = client_of(amina)
    english = client.get(PAGE).content.decode()
    client.post("/me/language/", {"language": "fr"})
    french = client.get(PAGE).content.decode()
    assert "Afrique" in french
    numbers = re.compile(r'<circle[^>]+r="([^"]+)"')
    assert numbers.findall(french) == numbers.findall(english)
    assert all(float(one) for one in numbers.findall(french))


def test_with_too_few_people_nothing_is_drawn(amina, client_of):
    page = client_of(amina).get(PAGE).content.decode()
    assert "Still too few to be drawn" in page
    assert 'class="map"' not in page


def test_it_counts_once_an_hour_and_asks_little(amina, client_of):
    settle(BF=8)
    cache.clear()
    client = client_of(amina)
    client.get(PAGE)
    settle(BF=3)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(PAGE).content.decode()
    assert "<title>Burkina Faso: 9</title>" in page
    assert len(captured) <= 8
    assert not any("GROUP BY" in one["sql"] for one in captured.captured_queries)


def test_every_country_has_a_place_within_the_drawing():
    known = {country for region in load("regions") for country in region["countries"]}
    assert known <= {code for code, _name in countries}
    for country in known:
        across, down = atlas.place(country) or (-1, -1)
        assert 0 <= across < atlas.WIDTH, country
        assert down >= 0, country
    assert atlas.place("XX") is None


def test_a_region_of_ones_own_making_is_named_between_its_countries():
    assert atlas.middle("sahel", ["ML", "NE", "XX"]) == (173, 69)
    assert atlas.middle("nowhere", ["XX"]) is None


def test_land_is_drawn_in_rows_that_stay_on_the_sheet():
    rows = re.findall(r"M(\d+) (\d+)h(\d+)\.1", atlas.land())
    assert len(rows) > 80
    assert all(int(x) + int(length) <= atlas.WIDTH for x, _y, length in rows)
    assert all(int(y) <= atlas.HEIGHT for _x, y, _length in rows)
