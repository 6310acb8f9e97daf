"""The page of an organization."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Group, Member, Organization
from tests import make
from tests.cast import client_of

from .applicants import focal_point


def page(person: Member, organization: Organization) -> str:
    response = client_of(person).get(organization.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_it_tells_what_the_organization_says_in_its_language(
    chidi: Member, organization_a: Organization
) -> None:
    Organization.objects.filter(pk=organization_a.pk).update(
        description="Nous <formons> des groupes.", description_language="fr", member_since=2019
    )
    said = page(chidi, organization_a)
    assert '<div lang="fr" dir="auto"><p>Nous &lt;formons&gt; des groupes.</p></div>' in said
    assert "Member institution since 2019" in said
    assert "Burkina Faso" in said


def test_a_proposed_one_is_not_there_for_members(chidi: Member, bintou: Member) -> None:
    proposed = make.make_organization("New", status=Organization.Status.PROPOSED)
    assert client_of(chidi).get(proposed.get_absolute_url()).status_code == 404
    assert client_of(chidi).get("/organizations/nowhere/").status_code == 404
    assert "proposed; not listed yet" in page(bintou, proposed)


def test_its_people_stand_there_focal_points_first(
    chidi: Member, amina: Member, organization_a: Organization
) -> None:
    focal_point(organization_a, "Zeinab")
    said = page(chidi, organization_a)
    assert said.index("Zeinab") < said.index("Amina")
    assert "Coordinator" in said


@pytest.mark.parametrize(
    "facts",
    [{"listed": False}, {"for_nobody": ["organization"]}, {"for_groups": ["organization"]}],
)
def test_who_does_not_show_where_she_works_is_met_by_her_groups_at_most(
    chidi: Member, amina: Member, africa: Group, organization_a: Organization, facts: dict
) -> None:
    Member.objects.filter(pk=amina.pk).update(**facts)
    assert "Amina" not in page(chidi, organization_a)
    make.make_membership(chidi, africa)
    of_her_group = "Amina" in page(Member.objects.get(pk=chidi.pk), organization_a)
    assert of_her_group is ("for_nobody" not in facts)
    assert "Amina" in page(Member.objects.get(pk=amina.pk), organization_a)


@pytest.mark.parametrize("status", ["suspended", "left", "applied"])
def test_who_is_not_a_member_now_does_not_stand_there(
    chidi: Member, amina: Member, organization_a: Organization, status: str
) -> None:
    Member.objects.filter(pk=amina.pk).update(status=status)
    assert "Amina" not in page(chidi, organization_a)


def test_who_worked_there_once_does_not_stand_there(
    chidi: Member, amina: Member, organization_a: Organization
) -> None:
    amina.affiliations.update(until="2024-01-01")
    assert "Amina" not in page(chidi, organization_a)


def test_its_works_are_those_that_the_reader_may_see(
    amina: Member, chidi: Member, africa: Group, organization_a: Organization
) -> None:
    named = {"by": amina, "organizations": [organization_a]}
    make.make_practice("Open practice", **named)
    make.make_practice("Closed practice", visibility="group", groups=[africa], **named)
    make.make_practice("Draft practice", status="draft", **named)
    used = make.make_resource("Used work")
    make.make_story(used, by=amina, organization=organization_a)
    make.make_resource("Foreign work")
    hers, his = page(amina, organization_a), page(chidi, organization_a)
    for title, of_hers, of_his in (
        ("Open practice", True, True),
        ("Closed practice", True, False),
        ("Draft practice", False, False),
        ("Used work", True, True),
        ("Foreign work", False, False),
    ):
        assert (title in hers, title in his) == (of_hers, of_his), title


def test_only_who_keeps_it_is_offered_to_edit(
    amina: Member, chidi: Member, bintou: Member, organization_a: Organization
) -> None:
    keeper = focal_point(organization_a)
    for person, offered in ((keeper, True), (bintou, True), (amina, False), (chidi, False)):
        assert ("Edit this page" in page(person, organization_a)) is offered


def test_it_costs_few_statements_and_is_light(
    amina: Member, chidi: Member, organization_a: Organization
) -> None:
    client = client_of(chidi)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(organization_a.get_absolute_url())
        assert len(gzip.compress(response.content)) <= 10 * 1024
        return len(asked)

    make.make_practice(by=amina, organizations=[organization_a])
    cost()
    few = cost()
    for number in range(40):
        make.make_member(f"Somebody of {number}", organization=organization_a)
        make.make_practice(f"Practice of {number}", by=amina, organizations=[organization_a])
    assert cost() == few <= 10
