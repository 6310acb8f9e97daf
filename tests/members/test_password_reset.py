"""Choosing a new password through a letter."""

import re

from members.models import Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/account/password/reset/"
NEW = "a-river-and-three-bridges"


def link_in_letter() -> str:
    letter = Letter.objects.get(kind="password_reset_key")
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", letter.text)
    assert found
    return found[1]


def test_amina_chooses_a_new_password(amina: Member) -> None:
    client = client_of()
    client.post(URL, {"email": amina.email})
    form = client.get(link_in_letter())["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    amina.refresh_from_db()
    assert amina.check_password(NEW)
    assert Letter.objects.filter(kind="password_reset", address=amina.email).exists()


def test_the_link_works_once(amina: Member) -> None:
    client = client_of()
    client.post(URL, {"email": amina.email})
    link = link_in_letter()
    form = client.get(link)["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})
    other = client_of()
    assert other.get(link).status_code == 200
    amina.refresh_from_db()
    assert amina.check_password(NEW)


def test_her_other_sessions_end(amina: Member) -> None:
    elsewhere = client_of()
    elsewhere.post("/account/login/", {"login": amina.email, "password": make.PASSWORD})
    client = client_of()
    client.post(URL, {"email": amina.email})
    client.post(client.get(link_in_letter())["Location"], {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/resources/new/")["Location"].startswith("/account/login/")


def test_the_new_password_alone_does_not_log_in(amina: Member) -> None:
    client = client_of()
    client.post(URL, {"email": amina.email})
    client.post(client.get(link_in_letter())["Location"], {"password1": NEW, "password2": NEW})
    assert "_auth_user_id" not in client.session


def test_the_link_leads_to_base_url_whatever_the_request_calls_its_host(amina: Member) -> None:
    client_of().post(URL, {"email": amina.email}, headers={"host": "localhost"})
    assert "http://testserver/account/password/reset/key/" in Letter.objects.get().text
    assert "localhost" not in Letter.objects.get().text
