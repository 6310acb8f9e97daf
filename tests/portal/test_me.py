"""A member's own page: what is hers, and the language of her pages and letters."""

import pytest
from django.conf import settings

from members.models import Member
from resources.models import Resource
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def test_amina_finds_what_is_hers_and_nothing_of_others(amina: Member, chidi: Member) -> None:
    make.make_resource("My draft", by=amina, status=Resource.Status.DRAFT)
    make.make_resource("His draft", by=chidi, status=Resource.Status.DRAFT)
    page = client_of(amina).get("/me/").content.decode()
    assert "My draft" in page
    assert "His draft" not in page
    for place in ("/account/email/", "/account/second-factor/", "/account/sessions/"):
        assert f'href="{place}"' in page


def test_it_says_which_charter_she_has_accepted(amina: Member) -> None:
    assert "You have not accepted it yet." in client_of(amina).get("/me/").content.decode()


def test_the_language_that_she_keeps_is_that_of_pages_and_letters(amina: Member) -> None:
    client = client_of(amina)
    client.post("/language/", {"language": "en"})
    response = client.post("/me/language/", {"language": "fr"}, follow=True)
    assert '<html lang="fr"' in response.content.decode()
    amina.refresh_from_db()
    assert amina.interface_language == "fr"


@pytest.mark.parametrize("language", ["", "tlh", "../", "x" * 500])
def test_a_language_that_is_not_offered_changes_nothing(language: str, amina: Member) -> None:
    client = client_of(amina)
    response = client.post("/me/language/", {"language": language}, follow=True)
    assert "Please choose one of the languages." in response.content.decode()
    amina.refresh_from_db()
    assert amina.interface_language == ""
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
