"""The language form in the footer: a plain form, whose choice holds."""

import re
from collections.abc import Callable

from django.conf import settings
from django.test import Client

from members.models import Member

ENGLISH, FRENCH = '<html lang="en"', '<html lang="fr"'


def page(client: Client, **headers: str) -> str:
    return client.get("/resources/", headers=headers).content.decode()


def choose(client: Client, language: str) -> str:
    return client.post(
        "/language/", {"language": language, "next": "/resources/"}, follow=True
    ).content.decode()


def test_a_visitor_reads_what_her_browser_asks_for(db: None) -> None:
    assert FRENCH in page(Client(), accept_language="fr-CA,fr;q=0.9,en;q=0.5")
    assert ENGLISH in page(Client(), accept_language="sw")


def test_the_form_in_the_footer_is_a_plain_one(db: None) -> None:
    form = re.search(r'<form method="post" action="/language/".*?</form>', page(Client()), re.S)
    assert form
    assert 'name="csrfmiddlewaretoken"' in form[0]
    assert '<input type="hidden" name="next" value="/resources/">' in form[0]
    assert '<button name="language" value="fr" lang="fr">Français</button>' in form[0]


def test_what_a_visitor_chooses_holds_against_her_browser(db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    assert FRENCH in choose(client, "fr")
    assert FRENCH in page(client)


def test_amina_reads_the_language_of_her_profile(
    amina: Member, client_of: Callable[..., Client]
) -> None:
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    assert FRENCH in page(client_of(amina), accept_language="en")


def test_what_amina_chooses_here_holds_against_her_profile(
    amina: Member, client_of: Callable[..., Client]
) -> None:
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    client = client_of(amina)
    assert ENGLISH in choose(client, "en")
    assert ENGLISH in page(client, accept_language="fr")
    assert settings.LANGUAGE_COOKIE_NAME in client.cookies


def test_nobody_is_led_to_another_site(db: None) -> None:
    answer = Client().post("/language/", {"language": "fr", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_countries_and_languages_have_names_in_french(db: None) -> None:
    joining = Client().get("/account/signup/", headers={"accept-language": "fr"}).content.decode()
    assert "Sénégal" in joining
    assert "Germany" not in joining
