"""Nobody learns from us whose address is known."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from members.models import Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of
from tests.members.test_signup import answers


def seen(client: Client, url: str, facts: dict[str, str]) -> tuple[int, str, str]:
    """Everything a stranger sees of the answer and of the page it leads to."""
    response = client.post(url, facts)
    location = response.headers.get("Location", "")
    page = (client.get(location) if location else response).content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return response.status_code, location, page.replace(facts.get("email") or facts["login"], "")


@pytest.fixture
def known(amina: Member) -> str:
    make.make_charter()
    return amina.email


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        ("/account/signup/", answers()),
        ("/account/password/reset/", {}),
        ("/account/login/code/", {}),
    ],
    ids=["sign-up", "reset", "code"],
)
def test_known_and_unknown_addresses_are_answered_alike(
    known: str, url: str, facts: dict[str, str]
) -> None:
    of_known = seen(client_of(), url, facts | {"email": known})
    of_unknown = seen(client_of(), url, facts | {"email": "nobody@example.org"})
    assert of_known == of_unknown


def test_a_wrong_password_is_answered_like_a_wrong_address(known: str) -> None:
    of_known = seen(client_of(), "/account/login/", {"login": known, "password": "x" * 12})
    of_unknown = seen(
        client_of(), "/account/login/", {"login": "nobody@example.org", "password": "x" * 12}
    )
    assert of_known == of_unknown


@pytest.mark.parametrize(
    ("url", "facts", "kind"),
    [
        ("/account/signup/", answers(), "account_already_exists"),
        ("/account/password/reset/", {}, "password_reset_key"),
    ],
)
def test_only_the_letter_tells(known: str, url: str, facts: dict[str, str], kind: str) -> None:
    client_of().post(url, facts | {"email": known})
    assert Letter.objects.get(address=known).kind == kind
    assert Member.objects.get(email=known).name == "Amina"


def test_an_unknown_address_is_written_to_as_well(db: None) -> None:
    client_of().post("/account/password/reset/", {"email": "nobody@example.org"})
    assert Letter.objects.get().kind == "unknown_account"


def test_an_applicant_who_applies_again_is_answered_like_a_newcomer(dara: Member) -> None:
    make.make_charter()
    of_known = seen(client_of(), "/account/signup/", answers(email=dara.email))
    of_unknown = seen(client_of(), "/account/signup/", answers(email="nobody@example.org"))
    assert of_known == of_unknown


@pytest.mark.parametrize("url", ["/account/signup/", "/account/login/"])
def test_known_and_unknown_addresses_cost_as_many_hashes(
    known: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing takes nearly all the time of an answer, so the clock tells nothing."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    def costs(address: str) -> int:
        hashed.clear()
        client_of().post(url, answers(email=address) | {"login": address, "password": "x" * 12})
        return len(hashed)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    assert costs(known) == costs("nobody@example.org") == 1
