"""A page is closed unless its view says why it is open."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from members.models import Member
from tests.cast import client_of


def page(request: HttpRequest) -> HttpResponse:
    """A page whose author has thought of nothing."""
    return HttpResponse("inside")


urlpatterns = [path("new-page/", page), path("", include("cop_portal.urls"))]
pytestmark = pytest.mark.urls("tests.members.test_closed_by_default")


def test_amina_sees_a_new_page(amina: Member) -> None:
    assert client_of(amina).get("/new-page/").content == b"inside"


def test_a_visitor_is_asked_to_log_in(db: None) -> None:
    assert client_of().get("/new-page/?a=b")["Location"] == (
        "/account/login/?next=/new-page/%3Fa%3Db"
    )


@pytest.mark.parametrize("person", ["dara", "femi"])
def test_applicants_and_the_suspended_are_sent_to_where_they_stand(
    person: str, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(person))
    assert client.get("/new-page/")["Location"] == "/me/application/"
    assert client.post("/new-page/")["Location"] == "/me/application/"


@pytest.mark.parametrize("url", ["/", "/charter/", "/resources/", "/account/password/change/"])
def test_femi_sees_nothing_but_why(femi: Member, url: str) -> None:
    assert client_of(femi).get(url)["Location"] == "/me/application/"


def test_femi_may_log_out(femi: Member) -> None:
    assert client_of(femi).post("/account/logout/")["Location"] == "/"


def test_dara_may_look_after_her_account(dara: Member) -> None:
    assert client_of(dara).get("/account/email/").status_code == 200


def test_pages_of_somebody_logged_in_are_kept_in_no_cache(amina: Member) -> None:
    assert "no-store" in client_of(amina).get("/new-page/")["Cache-Control"]


@override_settings(DEBUG=False)
def test_an_address_that_does_not_exist_answers_so(db: None) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/no-such-page/").status_code == 404
