"""A focal point keeps the page of her organization."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from members import organization_actions, organization_index
from members.models import Member, Organization
from members.search import find
from members.search.entries import MEMBERS, PUBLIC
from tests import make
from tests.cast import client_of

from .applicants import focal_point


@pytest.fixture
def keeper(organization_a: Organization) -> Member:
    return focal_point(organization_a)


def url(organization: Organization) -> str:
    return f"/organizations/{organization.slug}/edit/"


def filled(person: Member, organization: Organization) -> dict[str, Any]:
    """The form as her browser would send it back untouched."""
    form = client_of(person).get(url(organization)).context["form"]
    facts = {}
    for field in form:
        facts[field.html_name] = field.value()
        if field.field.show_hidden_initial:
            facts[field.html_initial_name] = field.value()
    return facts


def test_she_writes_it_anew(keeper: Member, organization_a: Organization) -> None:
    facts = filled(keeper, organization_a) | {
        "acronym": "ÄA",
        "description": "Nous formons.\r\n\r\nEt nous suivons.",
        "description_language": "fr",
        "website": "www.example.org",
        "kind": "network",
    }
    response = client_of(keeper).post(url(organization_a), facts)
    assert response.headers["Location"] == organization_a.get_absolute_url()
    fresh = Organization.objects.get(pk=organization_a.pk)
    assert (fresh.acronym, fresh.sort_acronym, fresh.kind) == ("ÄA", "aa", "network")
    assert fresh.description == "Nous formons.\n\nEt nous suivons."
    assert fresh.website == "https://www.example.org"


def test_it_is_found_by_its_new_words_by_members_alone(
    keeper: Member, organization_a: Organization
) -> None:
    facts = filled(keeper, organization_a) | {"description": "About kettles."}
    client_of(keeper).post(url(organization_a), facts)
    kind = organization_index.KIND
    for asker, number in (({PUBLIC, MEMBERS}, 1), ({PUBLIC}, 0)):
        found = find.find(words="kettles", asker=frozenset(asker), kind=kind)
        assert found.total == number


def test_her_name_mail_domains_and_standing_are_not_hers_to_change(
    keeper: Member, organization_a: Organization
) -> None:
    facts = filled(keeper, organization_a) | {
        "name": "Mine",
        "slug": "mine",
        "member_since": "1990",
        "status": "proposed",
        "admits_by_domain": "",
        "acronym": "X",
    }
    client_of(keeper).post(url(organization_a), facts)
    fresh = Organization.objects.get(pk=organization_a.pk)
    assert (fresh.name, fresh.slug, fresh.member_since) == ("Association A", "a", None)
    assert fresh.acronym == "X"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "ftp://example.org/"),
        ("website", "https://" + "x" * 300 + ".org"),
        ("kind", "club"),
        ("description", "x" * 5001),
        ("description_language", "xx"),
        ("acronym", "A" * 31),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    keeper: Member, organization_a: Organization, field: str, value: str
) -> None:
    facts = filled(keeper, organization_a) | {"description": "My words"} | {field: value}
    response = client_of(keeper).post(url(organization_a), facts)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert field == "description" or "My words" in response.content.decode()


def test_characters_that_nobody_sees_are_left_out(
    keeper: Member, organization_a: Organization
) -> None:
    facts = filled(keeper, organization_a) | {"description": "a\u202eb\x07c"}
    client_of(keeper).post(url(organization_a), facts)
    assert Organization.objects.get(pk=organization_a.pk).description == "abc"


def test_of_two_who_edit_at_once_the_second_keeps_her_text_and_is_told(
    keeper: Member, bintou: Member, organization_a: Organization
) -> None:
    first, second = filled(keeper, organization_a), filled(bintou, organization_a)
    client_of(keeper).post(url(organization_a), first | {"description": "Hers", "acronym": "AA"})
    mine = second | {"description": "Mine"}
    response = client_of(bintou).post(url(organization_a), mine)
    assert response.status_code == 409
    said = response.content.decode()
    assert "Somebody else has edited this page meanwhile" in said
    assert dict(response.context["changed"]) == {"Acronym": "AA", "What it does": "Hers"}
    form = response.context["form"]
    assert form["description"].value() == "Mine"
    assert form["acronym"].value() == "AA"  # which she had not touched
    assert Organization.objects.get(pk=organization_a.pk).description == "Hers"
    again = {f.html_name: f.value() for f in form} | {
        f.html_initial_name: form.data.get(f.html_initial_name, "") for f in form
    }
    assert client_of(bintou).post(url(organization_a), again).status_code == 302
    fresh = Organization.objects.get(pk=organization_a.pk)
    assert (fresh.description, fresh.acronym) == ("Mine", "AA")


def test_what_staff_change_in_the_administration_is_not_overwritten(
    keeper: Member, bintou: Member, organization_a: Organization
) -> None:
    hers = filled(keeper, organization_a)
    path = f"/admin/members/organization/{organization_a.pk}/change/"
    form = client_of(bintou).get(path).context["adminform"].form
    facts = {name: form[name].value() or "" for name in form.fields} | {
        "domains-TOTAL_FORMS": "0",
        "domains-INITIAL_FORMS": "0",
        "acronym": "STAFF",
    }
    assert client_of(bintou).post(path, facts).status_code == 302
    response = client_of(keeper).post(url(organization_a), hers | {"acronym": "MINE"})
    assert response.status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_writes() -> None:
    organization = make.make_organization()

    def edit(acronym: str) -> str:
        try:
            organization_actions.edit(
                organization=organization, edition=1, facts={"acronym": acronym}
            )
        except organization_actions.Changed:
            return "told"
        finally:
            connection.close()
        return "wrote"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(edit, "ABCD")) == ["told", "told", "told", "wrote"]
    assert Organization.objects.get(pk=organization.pk).edition == 2


def test_a_focal_point_of_another_organization_is_refused_with_a_reason(
    chidi: Member, organization_b: Organization, keeper: Member, organization_a: Organization
) -> None:
    chidi.affiliations.update(is_focal_point=True)
    response = client_of(chidi).post(url(organization_a), {"acronym": "X"})
    assert response.status_code == 403
    assert "focal points of the organization" in response.content.decode()


def test_who_was_focal_point_once_is_not_any_more(
    keeper: Member, organization_a: Organization
) -> None:
    keeper.affiliations.update(until="2024-01-01")
    assert client_of(keeper).get(url(organization_a)).status_code == 403
