"""Log-in by password or by a code, and log-out."""

import re

import pytest

from members.models import Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/account/login/"


def test_amina_logs_in_by_password_in_capitals_or_small_letters(amina: Member) -> None:
    client = client_of()
    response = client.post(URL, {"login": "AMINA@Example.org", "password": make.PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/").context["member"] == amina


def test_she_comes_to_the_page_that_she_wanted(amina: Member) -> None:
    client = client_of()
    wanted = client.get("/resources/new/")["Location"]
    assert wanted.startswith(URL)
    response = client.post(wanted, {"login": amina.email, "password": make.PASSWORD})
    assert response["Location"] == "/resources/new/"


@pytest.mark.parametrize(
    "place", ["https://elsewhere.example/", "//elsewhere.example", "/\\e.example"]
)
def test_nobody_is_sent_to_another_site(amina: Member, place: str) -> None:
    facts = {"login": amina.email, "password": make.PASSWORD, "next": place}
    assert client_of().post(URL, facts)["Location"] == "/"


def test_dara_is_led_to_where_her_application_stands(dara: Member) -> None:
    response = client_of().post(URL, {"login": dara.email, "password": make.PASSWORD})
    assert response["Location"] == "/me/application/"


def test_a_wrong_password_keeps_the_address(amina: Member) -> None:
    response = client_of().post(URL, {"login": amina.email, "password": "not-this-one-at-all"})
    assert response.status_code == 200
    assert amina.email in response.content.decode()


def test_amina_logs_in_by_a_code(amina: Member) -> None:
    client = client_of()
    response = client.post("/account/login/code/", {"email": amina.email})
    letter = Letter.objects.get()
    assert (letter.kind, letter.address, letter.is_secret) == ("login_code", amina.email, True)
    code = re.search(r"^([A-Z0-9]{4,}-?[A-Z0-9]*)$", letter.text, re.MULTILINE)
    assert code
    response = client.post(response["Location"], {"code": code[1]})
    assert response["Location"] == "/"
    assert client.get("/").context["member"] == amina


def test_a_wrong_code_does_not_open(amina: Member) -> None:
    client = client_of()
    place = client.post("/account/login/code/", {"email": amina.email})["Location"]
    client.post(place, {"code": "AAAA-AAAA"})
    assert "_auth_user_id" not in client.session


def test_somebody_who_has_left_does_not_come_in(db: None) -> None:
    gone = make.make_member(status=Member.Status.LEFT)
    client = client_of()
    client.post(URL, {"login": gone.email, "password": make.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_suspension_counts_at_once(amina: Member) -> None:
    client = client_of(amina)
    assert client.get("/resources/new/").status_code == 200
    Member.objects.filter(pk=amina.pk).update(status=Member.Status.SUSPENDED)
    assert client.get("/resources/new/")["Location"] == "/me/application/"


def test_a_departure_ends_her_session_at_once(amina: Member) -> None:
    client = client_of(amina)
    Member.objects.filter(pk=amina.pk).update(status=Member.Status.LEFT)
    assert client.get("/resources/new/")["Location"].startswith(URL)


def test_opening_the_log_out_page_does_not_log_out(amina: Member) -> None:
    client = client_of(amina)
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session


def test_the_button_logs_out(amina: Member) -> None:
    client = client_of(amina)
    assert client.post("/account/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert client.get("/resources/new/")["Location"].startswith(URL)


def test_after_too_many_wrong_passwords_the_right_one_waits_too(amina: Member) -> None:
    client = client_of()
    for _attempt in range(5):
        client.post(URL, {"login": amina.email, "password": "not-this-one-at-all"})
    client.post(URL, {"login": amina.email, "password": make.PASSWORD})
    assert "_auth_user_id" not in client.session


def test_logging_out_clears_what_the_browser_kept(amina: Member) -> None:
    browser = client_of(amina)
    assert "Clear-Site-Data" not in browser.get("/").headers
    response = browser.post("/account/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
