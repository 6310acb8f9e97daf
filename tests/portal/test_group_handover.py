"""The handover page: for whom it is, and what stands on it."""

import datetime as dt
import re
import zoneinfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from members.models import Application, Group, Member
from tests import make
from tests.cast import client_of

URL = "/groups/africa/handover/"

pytestmark = pytest.mark.django_db


def page_for(member: Member, url: str = URL) -> str:
    response = client_of(member).get(url)
    assert response.status_code == 200
    return response.content.decode()


def days(group: Group, first: int, last: int) -> dict[str, dt.date]:
    return {
        "starts_on": group.today + dt.timedelta(first),
        "ends_on": group.today + dt.timedelta(last),
    }


def test_it_is_for_who_facilitates_the_group_and_for_staff(
    efua: Member, amina: Member, chidi: Member, bintou: Member, europe: Group
) -> None:
    make.make_term(chidi, europe)
    page_for(efua)
    page_for(bintou)
    for outsider in (amina, chidi):
        assert client_of(outsider).get(URL).status_code == 404
    assert client_of(efua).get("/groups/europe/handover/").status_code == 404


def test_a_group_that_is_not_there_answers_like_one_that_is_not_hers(
    efua: Member, chidi: Member, africa: Group
) -> None:
    foreign, missing = (client_of(chidi).get(url) for url in (URL, "/groups/nowhere/handover/"))
    assert foreign.status_code == missing.status_code == 404
    different = re.compile(r'africa|nowhere|csrfmiddlewaretoken" value="\w+"')
    said = [different.sub("", one.content.decode()) for one in (foreign, missing)]
    assert said[0] == said[1]


@pytest.mark.parametrize(("first", "status"), [(60, 200), (61, 404), (1, 200), (400, 404)])
def test_a_successor_opens_it_sixty_days_before_her_term(
    chidi: Member, africa: Group, first: int, status: int
) -> None:
    make.make_term(chidi, africa, **days(africa, first, first + 300))
    assert client_of(chidi).get(URL).status_code == status


def test_where_second_factors_are_required_a_successor_has_one_first(
    chidi: Member, amina: Member, africa: Group, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    make.make_term(chidi, africa, **days(africa, 30, 300))
    assert client_of(chidi).get(URL)["Location"] == "/account/second-factor/"
    make.make_key(chidi)
    asked = client_of(chidi).get(URL)["Location"]
    assert asked.startswith("/account/second-factor/reauthenticate/")
    assert client_of(amina).get(URL).status_code == 404


def test_sixty_days_are_counted_where_the_group_is(chidi: Member, africa: Group) -> None:
    def status_in(zone: str) -> int:
        Group.objects.filter(pk=africa.pk).update(time_zone=zone)
        return int(client_of(chidi).get(URL).status_code)

    there = dt.datetime.now(zoneinfo.ZoneInfo("Pacific/Kiritimati")).date()
    first = there + dt.timedelta(60)
    make.make_term(chidi, africa, starts_on=first, ends_on=first)
    assert status_in("Pacific/Kiritimati") == 200
    assert status_in("Etc/GMT+12") == 404


def test_it_closes_with_the_term(efua: Member, africa: Group) -> None:
    efua.terms.update(**days(africa, -300, -1))
    assert client_of(efua).get(URL).status_code == 404


def test_what_is_open_stands_there(
    efua: Member, amina: Member, africa: Group, europe: Group, application: Application
) -> None:
    asking = make.make_member("Wanjiru")
    make.make_membership(asking, africa, status="requested", message="May I come in?")
    make.make_membership(make.make_member("Elsewhere"), europe, status="requested")
    make.make_event("Meeting of the group", group=africa, visibility="group")
    make.make_event("Meeting of others", group=europe)
    make.make_term(amina, africa, **days(africa, 336, 700))
    page = page_for(efua)
    for words in ("Wanjiru", "May I come in?", "Dara", "Association A", "Meeting of the group"):
        assert words in page
    assert "We train savings groups" not in page  # which stands where she decides
    assert "Amina" in page.split("Afterwards")[1].split("Who asks to join")[0]
    assert "Elsewhere" not in page
    assert "Meeting of others" not in page


def test_an_empty_group_says_so(bintou: Member, africa: Group) -> None:
    page = page_for(bintou)
    for words in (
        "Until somebody does, the secretariat looks after it.",
        "Nobody has been proposed yet.",
        "Nobody is waiting for an answer.",
        "No meeting of the group has been announced.",
    ):
        assert words in page


def test_who_stands_in_for_a_group_without_a_term_is_named_and_opens_it(
    chidi: Member, community: Group, africa: Group
) -> None:
    make.make_term(chidi, community)
    page = page_for(chidi)
    assert "the facilitators of the whole community look after it:" in page
    assert "<bdi>Chidi</bdi>" in page


def test_who_held_office_before_stands_there_with_her_days_and_terms(
    efua: Member, amina: Member, chidi: Member, bintou: Member, africa: Group
) -> None:
    make.make_term(amina, africa, starts_on=dt.date(2019, 1, 1), ends_on=dt.date(2019, 12, 31))
    make.make_term(amina, africa, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31))
    make.make_term(
        chidi,
        africa,
        starts_on=dt.date(2018, 1, 1),
        ends_on=dt.date(2018, 6, 30),
        planned_end_on=dt.date(2018, 12, 31),
        end_reason="Too much for one.",
        ended_by=bintou,
    )
    Member.objects.filter(pk=chidi.pk).update(status=Member.Status.LEFT)
    before = page_for(efua).split("Who held office before")[1]
    assert "2 terms in a row, since 1 January 2019" in before
    assert "From 1 January 2020 to 31 December 2020." in before
    assert "A former member" in before
    assert "It ended early." in before
    assert "Chidi" not in before
    assert "Too much" not in before


def test_a_group_without_a_region_answers_no_applicants(
    bintou: Member, community: Group, application: Application
) -> None:
    make.make_group("Money", slug="money")
    assert "Dara" not in page_for(bintou, "/groups/money/handover/")
    assert "Dara" in page_for(bintou, "/groups/community/handover/")


@pytest.mark.parametrize("person", ["efua", "bintou"])
def test_it_costs_as_much_for_many_as_for_few(
    person: str, africa: Group, efua: Member, bintou: Member, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(person))

    def fill(number: int) -> None:
        for n in range(number):
            make.make_membership(make.make_member(), africa, status="requested")
            make.make_application(organization=make.make_organization(region=africa.region))
            make.make_event(group=africa)
            make.make_term(make.make_member(), africa)
            make.make_term(make.make_member(), africa, **days(africa, 20 + n, 99))
            make.make_term(make.make_member(), africa, **days(africa, -99, -20 - n))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        return len(queries)

    fill(2)
    cost()
    few = cost()
    fill(30)
    assert cost() == few <= 12


def test_of_a_crowd_the_first_are_shown_and_all_are_counted(efua: Member, africa: Group) -> None:
    for _number in range(33):
        make.make_membership(make.make_member(), africa, status="requested")
    page = page_for(efua)
    assert "33 people ask in all" in page
    assert page.split("Who asks to join")[1].count("<bdi>") == 30


def test_her_own_page_leads_there(
    efua: Member, chidi: Member, amina: Member, africa: Group
) -> None:
    make.make_term(chidi, africa, **days(africa, 30, 300))
    make.make_term(amina, africa, **days(africa, 90, 300))
    for member, leads in ((efua, True), (chidi, True), (amina, False)):
        assert (URL in client_of(member).get("/me/").content.decode()) is leads
