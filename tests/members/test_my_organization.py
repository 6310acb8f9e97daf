"""A member goes to another organization, and is told first what follows."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from members import actions, organization_actions
from members.models import Application, Member, Organization
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

from .applicants import focal_point

URL = "/me/organization/"


def facts(organization: Organization | None = None, **kw: Any) -> dict[str, Any]:
    chosen = organization.pk if organization else ""
    return {"organization": chosen, "country": "BF", "why": "I moved.", "told": "on"} | kw


def test_she_reads_what_follows_before_she_confirms(amina: Member) -> None:
    page = client_of(amina).get(URL).content.decode()
    assert "When you leave it, your membership is looked at again" in page
    assert "What you wrote stays yours" in page


def test_without_saying_that_she_has_read_it_nothing_happens(
    amina: Member, organization_b: Organization
) -> None:
    response = client_of(amina).post(URL, facts(organization_b, told=""))
    assert response.status_code == 422
    assert "I moved." in response.content.decode()
    assert Member.objects.get(pk=amina.pk).status == Member.Status.ACTIVE


def test_she_leaves_and_waits_to_be_one_of_the_others(
    amina: Member, bintou: Member, organization_b: Organization
) -> None:
    response = client_of(amina).post(URL, facts(organization_b), follow=True)
    assert "Your membership is looked at again" in response.content.decode()
    fresh = Member.objects.get(pk=amina.pk)
    assert (fresh.status, fresh.organization) == (Member.Status.APPLIED, None)
    application = amina.applications.get()
    assert application.after.organization.slug == "a"
    actions.admit(application=application, by=bintou)
    fresh = Member.objects.get(pk=amina.pk)
    assert (fresh.status, fresh.organization) == (Member.Status.ACTIVE, organization_b)


def test_she_proposes_a_new_one(amina: Member) -> None:
    client_of(amina).post(URL, facts(new_organization="Réseau  Neuf", country="ML"))
    proposed = Organization.objects.get(name="Réseau Neuf")
    assert (proposed.status, str(proposed.country)) == (Organization.Status.PROPOSED, "ML")
    assert amina.applications.get().organization == proposed


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({}, "organization"),
        ({"organization": "999999"}, "organization"),
        ({"organization": "x"}, "organization"),
        ({"new_organization": "New", "country": ""}, "country"),
        ({"new_organization": "New", "country": "ZZ"}, "country"),
        ({"new_organization": "N" * 201}, "new_organization"),
        ({"new_organization": "New", "why": " "}, "why"),
    ],
)
def test_bad_input_is_told_beside_the_field(
    amina: Member, wrong: dict[str, str], field: str
) -> None:
    response = client_of(amina).post(URL, facts() | wrong)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Organization.objects.count() == 1


def test_what_she_chose_stays_chosen_and_names_are_no_html(amina: Member) -> None:
    chosen = make.make_organization("Women <b>&</b> Work")
    page = client_of(amina).post(URL, facts(chosen, told="")).content.decode()
    line = f'<option value="{chosen.pk}" selected>Women &lt;b&gt;&amp;&lt;/b&gt; Work</option>'
    assert line in page
    assert page.count(" selected>") == 2  # and her country


def test_a_proposed_organization_of_others_cannot_be_picked(amina: Member) -> None:
    proposed = make.make_organization(status=Organization.Status.PROPOSED)
    assert client_of(amina).post(URL, facts(proposed)).status_code == 422


def test_where_she_works_already_she_cannot_go(amina: Member, organization_a: Organization) -> None:
    response = client_of(amina).post(URL, facts(organization_a))
    assert response.status_code == 422
    assert "You work there already" in response.content.decode()
    assert Member.objects.get(pk=amina.pk).status == Member.Status.ACTIVE


def test_the_last_focal_point_is_told_that_she_is_the_last(organization_a: Organization) -> None:
    keeper = focal_point(organization_a)
    assert "You are its last focal point" in client_of(keeper).get(URL).content.decode()
    focal_point(organization_a, "Other")
    assert "last focal point" not in client_of(keeper).get(URL).content.decode()


def test_who_has_none_stays_a_member_while_one_is_confirmed(
    efua: Member, bintou: Member, organization_b: Organization
) -> None:
    client = client_of(efua)
    client.post(URL, facts(organization_b, told=""))
    application = efua.applications.get()
    assert Member.objects.get(pk=efua.pk).status == Member.Status.ACTIVE
    assert "See where it stands" in client.get(URL).content.decode()
    assert "being confirmed" in client.get("/me/application/").content.decode()
    actions.admit(application=application, by=bintou)
    assert Member.objects.get(pk=efua.pk).organization == organization_b
    assert client.get("/me/application/").headers["Location"] == "/"


def test_and_stays_one_where_it_is_not_confirmed(
    efua: Member, bintou: Member, organization_b: Organization
) -> None:
    client_of(efua).post(URL, facts(organization_b))
    actions.decline(application=efua.applications.get(), by=bintou, reason="Unknown there.")
    fresh = Member.objects.get(pk=efua.pk)
    assert (fresh.status, fresh.organization) == (Member.Status.ACTIVE, None)
    letter = Letter.objects.get()
    assert letter.kind == "organization_not_confirmed"
    assert "Unknown there." in letter.text


def test_a_decision_does_not_lift_a_suspension(
    efua: Member, bintou: Member, organization_b: Organization
) -> None:
    client_of(efua).post(URL, facts(organization_b))
    Member.objects.filter(pk=efua.pk).update(status=Member.Status.SUSPENDED)
    actions.admit(application=efua.applications.get(), by=bintou)
    assert Member.objects.get(pk=efua.pk).status == Member.Status.SUSPENDED


@pytest.mark.django_db(transaction=True)
def test_who_sends_it_twice_at_once_has_left_once() -> None:
    member = make.make_member(organization=make.make_organization())
    organization = make.make_organization()

    def change(_number: int) -> str:
        try:
            organization_actions.change_organization(
                member=member, organization=organization, why="!"
            )
        except organization_actions.NotNow:
            return "late"
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(change, range(3))) == ["late", "late", "left"]
    assert Application.objects.count() == 1
