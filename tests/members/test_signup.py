"""Registration: one page, and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from members.models import Acceptance, Application, CharterVersion, Member, Organization
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/account/signup/"


@pytest.fixture
def charter(db: None) -> CharterVersion:
    return make.make_charter(en="We *listen* first.", fr="Nous *écoutons* d’abord.")


def answers(**kw: Any) -> dict[str, Any]:
    """What Nadia fills in, from an organization that is not in the list."""
    return {
        "name": "Nadia Benali",
        "email": "Nadia@Example.org",
        "password1": make.PASSWORD,
        "organization": "",
        "new_organization": "Maison des femmes",
        "country": "MA",
        "why": "We accompany forty cooperatives.",
        "charter": "on",
    } | kw


def test_the_page_shows_the_charter_itself(charter: CharterVersion) -> None:
    page = client_of().get(URL).content.decode()
    assert "We <em>listen</em> first." in page
    assert "<details" in page


def test_a_newcomer_applies(charter: CharterVersion, organization_a: Organization) -> None:
    response = client_of().post(URL, answers(organization=organization_a.pk, new_organization=""))
    assert response.status_code == 302
    assert response["Location"] == reverse("account_email_verification_sent")
    nadia = Member.objects.get(email="nadia@example.org")
    assert (nadia.status, nadia.country.code, nadia.handle) == ("applied", "MA", "nadia-benali")
    assert nadia.check_password(make.PASSWORD)
    application = nadia.applications.get()
    assert (application.organization, application.decision) == (organization_a, "open")
    assert Acceptance.objects.get(member=nadia).version == charter
    letter = Letter.objects.get()
    assert (letter.kind, letter.address) == ("email_confirmation_signup", "nadia@example.org")


def test_she_is_not_logged_in_before_her_address_is_confirmed(charter: CharterVersion) -> None:
    client = client_of()
    client.post(URL, answers())
    assert client.get("/me/application/")["Location"].startswith("/account/login/")


def test_a_new_organization_is_proposed(charter: CharterVersion) -> None:
    client_of().post(URL, answers())
    proposed = Organization.objects.get(name="Maison des femmes")
    assert (proposed.status, proposed.country.code) == ("proposed", "MA")


def test_the_same_organization_is_not_proposed_twice(charter: CharterVersion) -> None:
    client_of().post(URL, answers())
    client_of().post(URL, answers(email="b@example.org", new_organization=" MAISON des Femmes "))
    assert Organization.objects.count() == 1
    assert Application.objects.count() == 2


def test_proposed_organizations_are_not_offered_to_others(charter: CharterVersion) -> None:
    client_of().post(URL, answers())
    assert "Maison des femmes" not in client_of().get(URL).content.decode()


def test_the_charter_is_accepted_in_the_language_read(charter: CharterVersion) -> None:
    client = Client(headers={"accept-language": "fr"})
    assert "Nous <em>écoutons</em>" in client.get(URL).content.decode()
    client.post(URL, answers())
    assert Acceptance.objects.get().language == "fr"
    assert Letter.objects.get().language == "fr"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"email": "nadia"}, "email"),
        ({"password1": "short"}, "password1"),
        ({"password1": "Password1234"}, "password1"),
        ({"new_organization": ""}, "organization"),
        ({"organization": "99999"}, "organization"),
        ({"country": ""}, "country"),
        ({"country": "XX"}, "country"),
        ({"why": ""}, "why"),
        ({"why": "x" * 2001}, "why"),
        ({"charter": ""}, "charter"),
    ],
)
def test_a_refusal_says_where_and_keeps_what_was_typed(
    charter: CharterVersion, wrong: dict[str, Any], field: str
) -> None:
    response = client_of().post(URL, answers(**wrong))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    page = response.content.decode()
    kept = {"Nadia Benali", "Nadia@Example.org", "Maison des femmes", "forty cooperatives"}
    typed_over = {
        value for value in kept if any(value in str(a) for a in answers(**wrong).values())
    }
    assert all(value in page for value in typed_over)
    assert not Member.objects.exists()
    assert not Organization.objects.exists()


def test_what_nobody_sees_is_taken_out_of_a_name(charter: CharterVersion) -> None:
    client_of().post(URL, answers(name="Nadia\x00 \u202eBenali\n"))
    assert Member.objects.get().name == "Nadia Benali"


def test_the_password_is_not_written_into_the_page_again(charter: CharterVersion) -> None:
    assert make.PASSWORD not in client_of().post(URL, answers(name="")).content.decode()


def test_extra_fields_change_nothing(charter: CharterVersion) -> None:
    client_of().post(URL, answers(is_staff="on", is_superuser="on", status="active"))
    nadia = Member.objects.get()
    assert (nadia.is_staff, nadia.is_superuser, nadia.status) == (False, False, "applied")


def test_without_a_charter_in_force_nobody_is_asked_to_accept_one(db: None) -> None:
    response = client_of().post(URL, answers(charter=""))
    assert response.status_code == 302
    assert Application.objects.count() == 1


def test_two_people_of_one_name_get_two_handles(charter: CharterVersion) -> None:
    client_of().post(URL, answers())
    client_of().post(URL, answers(email="other@example.org"))
    assert Member.objects.values("handle").distinct().count() == 2


def test_a_member_who_is_logged_in_is_sent_home(amina: Member) -> None:
    assert client_of(amina).get(URL).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_member() -> None:
    make.make_charter()

    def send(_number: int) -> tuple[int, str]:
        try:
            response = Client().post(URL, answers())
            return response.status_code, response["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, range(4)))
    assert set(outcomes) == {(302, reverse("account_email_verification_sent"))}
    assert Member.objects.count() == 1
    assert Application.objects.count() == 1
