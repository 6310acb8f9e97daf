"""The first page."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Group, Member
from tests import make
from tests.cast import client_of


def test_a_visitor_sees_who_we_are_and_how_to_join(db: None) -> None:
    make.make_organization(country="BF")
    make.make_organization(country="AT")
    page = client_of().get("/").content.decode()
    assert "2 organizations in 2 countries" in page
    assert 'href="/account/signup/"' in page
    assert 'action="/search/"' in page
    assert 'name="q"' in page


def test_an_empty_portal_has_a_first_page_too(db: None) -> None:
    page = client_of().get("/").content.decode()
    assert "No meeting has been announced yet." in page
    assert "The first documents are on their way." in page


def test_a_meeting_stands_there_by_the_clock_of_its_place(community: Group) -> None:
    starts = dt.datetime(2099, 7, 1, 8, 15, tzinfo=dt.UTC)
    make.make_event(group=community, title="Panel", starts_at=starts, time_zone="Asia/Kathmandu")
    page = client_of().get("/").content.decode()
    assert '<time datetime="2099-07-01T14:00:00+05:45">Wednesday 1 July 2099, 14:00</time>' in page
    assert "Asia/Kathmandu" in page


def test_a_visitor_sees_public_meetings_that_are_not_over(community: Group) -> None:
    make.make_event(group=community, title="Open panel")
    make.make_event(group=community, title="Inner meeting", visibility="members")
    make.make_event(
        group=community, title="Past panel", starts_at=timezone.now() - dt.timedelta(days=2)
    )
    page = client_of().get("/").content.decode()
    assert "Open panel" in page
    assert "Inner meeting" not in page
    assert "Past panel" not in page


@pytest.mark.parametrize("person", ["visitor", "dara"])
def test_works_for_members_are_for_members(
    person: str, amina: Member, request: pytest.FixtureRequest
) -> None:
    make.make_resource(by=amina, title="Open manual", issued=2012)
    make.make_resource(by=amina, title="Inner manual", visibility="members")
    page = client_of(request.getfixturevalue(person)).get("/").content.decode()
    assert "Open manual" in page
    assert "Inner manual" not in page
    assert "2012" in page


def test_amina_sees_her_own_things_first(amina: Member, chidi: Member) -> None:
    make.make_resource(by=amina, title="My draft", status="draft")
    make.make_resource(by=chidi, title="His draft", status="draft")
    page = client_of(amina).get("/").content.decode()
    assert "Amina" in page
    assert "Association A" in page
    assert page.index("My draft") < page.index("New in the library")
    assert "His draft" not in page
    assert 'href="/resources/new/"' in page


def test_who_admits_is_told_how_many_wait(efua: Member, amina: Member, dara: Member) -> None:
    assert "/admin/members/application/" in client_of(efua).get("/").content.decode()
    assert "/admin/members/application/" not in client_of(amina).get("/").content.decode()


def test_it_can_be_read_in_french(db: None) -> None:
    page = Client(headers={"accept-language": "fr"}).get("/").content.decode()
    assert '<html lang="fr" dir="ltr">' in page


@pytest.mark.parametrize("person", ["visitor", "amina", "efua", "bintou"])
def test_it_costs_a_dozen_queries_whatever_there_is(
    person: str, community: Group, chidi: Member, request: pytest.FixtureRequest
) -> None:
    reader = request.getfixturevalue(person)
    client = client_of(reader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    make.make_resource(by=chidi, themes=[make.make_theme("care", en="Care")], abstract="Words.")
    make.make_event(group=community)
    few = cost()
    for number in range(5):
        theme = make.make_theme(f"theme-{number}")
        make.make_resource(by=chidi, themes=[theme], abstract="Words.")
        make.make_resource(by=reader or chidi, status="draft")
        make.make_event(group=community)
    assert cost() == few <= 12
