"""The directory tells nobody what a person keeps from her, however it is asked."""

import pytest

from members import person_search
from members.models import Member

from .furniture import BEGINNING, INSIDE, House
from .test_leaks import client_of, closed_to, said, told, words_about

pytestmark = pytest.mark.django_db
LIST = "/members/"


def test_to_search_for_what_she_keeps_is_to_search_for_nothing(house: House) -> None:
    for name in INSIDE:
        client = client_of(house.people[name])
        nowhere = "nowherenowhere"
        nothing = words_about(said(client.get(LIST, {"q": nowhere})), nowhere)
        for word in closed_to(house, name):
            page = said(client.get(LIST, {"q": word}))
            assert words_about(page, word) == nothing, f"{name} asked {word}"


def test_no_beginning_brings_it_out(house: House) -> None:
    for name in INSIDE:
        client = client_of(house.people[name])
        for asked in (BEGINNING, f"gloria {BEGINNING}", f"gloria OR {BEGINNING}", f"-{BEGINNING}"):
            for sort in ("", "title", "added"):
                response = client.get(LIST, {"q": asked, "sort": sort})
                assert told(house, name, response, asked) == set(), f"{name} asked {asked}"


def test_what_she_shows_is_found_by_those_to_whom_she_shows_it(house: House) -> None:
    """Or the tests above would prove nothing."""
    word = house.canary("job_title of gloria", {"amina", "efua", "bintou"})
    for name in INSIDE:
        page = client_of(house.people[name]).get(LIST, {"q": word})
        assert (page.context["found"].total == 1) is (name in {"amina", "efua"}), name


def test_a_change_of_mind_holds_at_once(house: House) -> None:
    word = house.canary("about of amina", INSIDE)
    chidis = client_of(house.person("chidi"))
    assert chidis.get(LIST, {"q": word}).context["found"].total == 1
    amina = house.person("amina")
    Member.objects.filter(pk=amina.pk).update(for_nobody=["about"])
    assert word not in said(chidis.get(LIST, {"q": "amina"}))
    person_search.index_people([amina.pk])
    assert chidis.get(LIST, {"q": word}).context["found"].total == 0
