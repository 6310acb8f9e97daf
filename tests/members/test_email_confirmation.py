"""The link in the first letter."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from members.access import applications_for
from members.models import Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of
from tests.members.test_signup import URL as SIGNUP
from tests.members.test_signup import answers


@pytest.fixture
def client(db: None) -> Client:
    """The browser in which she has just applied."""
    make.make_charter()
    client = client_of()
    client.post(SIGNUP, answers())
    return client


def link_in_letter() -> str:
    found = re.search(r"http://testserver(/account/confirm-email/\S+)", Letter.objects.get().text)
    assert found
    return found[1]


def test_opening_the_link_changes_nothing(client: Client) -> None:
    """Programs that scan mail open links."""
    assert client.get(link_in_letter()).status_code == 200
    assert not EmailAddress.objects.get().verified


def test_the_button_confirms_and_her_request_reaches_the_queue(
    client: Client, bintou: Member
) -> None:
    assert not applications_for(bintou).exists()
    client.post(link_in_letter())
    assert EmailAddress.objects.get(user__name="Nadia Benali").verified
    assert applications_for(bintou).open().count() == 1


def test_another_browser_may_confirm_but_is_not_logged_in(client: Client) -> None:
    stranger = client_of()
    assert stranger.post(link_in_letter()).status_code == 302
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" not in stranger.session


def test_a_link_used_twice_answers_kindly(client: Client) -> None:
    link = link_in_letter()
    client_of().post(link)
    response = client_of().get(link)
    assert response.status_code == 200
    assert "log in" in response.content.decode()


def test_a_wrong_link_answers_kindly(db: None) -> None:
    assert client_of().get("/account/confirm-email/nonsense/").status_code == 200


def test_logging_in_unconfirmed_sends_the_link_again(client: Client) -> None:
    Letter.objects.all().delete()
    EmailAddress.objects.update(verified=False)
    other = client_of()
    other.post("/account/login/", {"login": "nadia@example.org", "password": make.PASSWORD})
    assert "_auth_user_id" not in other.session
