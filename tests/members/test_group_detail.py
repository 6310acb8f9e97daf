"""A group's page: what it says to whom."""

import datetime as dt

import pytest
from django.utils import timezone

from members.models import Group, Member, Membership, ProfileField
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_group(community: Group) -> Group:
    return make.make_group(
        "Water",
        slug="water",
        purpose="We look after wells.",
        languages=["en", "sw"],
        seen_by=Group.SeenBy.EVERYONE,
        joining=Group.Joining.OPEN,
    )


def page_of(group: Group, person: Member | None = None) -> str:
    response = client_of(person).get(group.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_what_it_is_for_and_nobodys_name(
    open_group: Group, amina: Member, efua: Member
) -> None:
    make.make_membership(amina, open_group)
    make.make_term(efua, open_group)
    page = page_of(open_group)
    assert "We look after wells." in page
    assert "Swahili" in page
    assert "Amina" not in page
    assert "Efua" not in page
    assert "/account/signup/" in page


def test_a_member_sees_its_people_and_who_looks_after_it(
    open_group: Group, amina: Member, efua: Member, chidi: Member
) -> None:
    make.make_membership(amina, open_group)
    make.make_term(efua, open_group)
    page = page_of(open_group, chidi)
    assert "<bdi>Amina</bdi>" in page
    assert "<bdi>Efua</bdi>" in page


def test_without_anybody_in_office_those_of_the_whole_community_look_after_it(
    open_group: Group, efua: Member, chidi: Member, community: Group
) -> None:
    make.make_term(efua, open_group, ends_on=timezone.localdate() - dt.timedelta(days=2))
    gudrun = make.make_member("Gudrun")
    make.make_term(gudrun, community)
    page = page_of(open_group, chidi)
    assert "<bdi>Gudrun</bdi>" in page
    assert "<bdi>Efua</bdi>" not in page


def test_works_and_meetings_of_the_group_stand_there_for_who_may_see_them(
    amina: Member, chidi: Member, europe: Group
) -> None:
    make.make_membership(amina, europe)
    make.make_resource("Inner manual", by=amina, groups=[europe], visibility="group")
    make.make_resource("Manual for members", by=amina, groups=[europe], visibility="members")
    make.make_resource("Manual of nobody's group", by=amina)
    make.make_event("Inner meeting", group=europe, visibility="group")
    make.make_event("Open meeting", group=europe, visibility="members")
    make.make_event("Meeting of another group")
    amina = Member.objects.get(pk=amina.pk)
    hers, his = page_of(europe, amina), page_of(europe, chidi)
    for page in (hers, his):
        assert "Manual for members" in page
        assert "Open meeting" in page
        assert "nobody's group" not in page
        assert "another group" not in page
    assert "Inner manual" in hers
    assert "Inner meeting" in hers
    assert "Inner manual" not in his
    assert "Inner meeting" not in his


@pytest.mark.parametrize("person", ["visitor", "dara", "chidi"])
def test_a_hidden_group_answers_like_one_that_is_not_there(
    person: str, africa: Group, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(person))
    hidden = client.get(africa.get_absolute_url())
    missing = client.get("/groups/nowhere/")
    assert hidden.status_code == missing.status_code == 404
    told = [hidden.content.decode(), missing.content.decode()]
    bare = [page.replace("africa", "…").replace("nowhere", "…").split("csrf")[0] for page in told]
    assert bare[0] == bare[1]


def test_the_groups_above_and_below_are_told_to_who_may_know_of_them(
    africa: Group, amina: Member, chidi: Member
) -> None:
    below = make.make_group("Sahel", parent=africa, seen_by=Group.SeenBy.GROUP)
    other = make.make_group("Lakes", parent=africa, seen_by=Group.SeenBy.MEMBERS)
    make.make_membership(chidi, below)
    assert "Sahel" not in page_of(africa, amina)
    assert "Lakes" in page_of(africa, amina)
    assert "Africa" in page_of(other, amina)
    page = page_of(below, Member.objects.get(pk=chidi.pk))
    assert "Africa" not in page
    assert "Lakes" not in page


def test_who_is_invited_reads_what_a_hidden_group_is_for_and_meets_nobody_yet(
    africa: Group, amina: Member, chidi: Member, efua: Member
) -> None:
    Group.objects.filter(pk=africa.pk).update(purpose="We compare notes.")
    make.make_membership(chidi, africa, status=Membership.Status.INVITED)
    page = page_of(africa, chidi)
    assert "We compare notes." in page
    assert "<bdi>Efua</bdi>" in page
    assert "<bdi>Amina</bdi>" not in page
    assert client_of(chidi).get("/groups/africa/people/").status_code == 403


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ({"listed": False}, False),
        ({"for_nobody": [ProfileField.GROUPS]}, False),
        ({"for_groups": [ProfileField.GROUPS]}, False),
        ({"status": Member.Status.SUSPENDED}, False),
        ({"for_nobody": [ProfileField.ABOUT]}, True),
    ],
)
def test_who_keeps_to_herself_is_met_by_the_people_of_the_group_only(
    facts: dict[str, object],
    met: bool,
    europe: Group,
    amina: Member,
    chidi: Member,
    bintou: Member,
) -> None:
    """Staff look after every group, and so meet all who are active."""
    make.make_membership(amina, europe)
    Member.objects.filter(pk=amina.pk).update(**facts)
    inside = make.make_member("Greta")
    make.make_membership(inside, europe)
    active = facts.get("status") is None
    assert ("<bdi>Amina</bdi>" in page_of(europe, chidi)) is met
    assert ("<bdi>Amina</bdi>" in page_of(europe, inside)) is active
    assert ("<bdi>Amina</bdi>" in page_of(europe, bintou)) is active


def test_who_shows_her_groups_to_her_groups_is_met_by_who_shares_one(
    europe: Group, africa: Group, amina: Member, chidi: Member
) -> None:
    make.make_membership(amina, europe)
    Member.objects.filter(pk=amina.pk).update(for_groups=[ProfileField.GROUPS])
    make.make_membership(chidi, africa)
    assert "<bdi>Amina</bdi>" in page_of(europe, Member.objects.get(pk=chidi.pk))


def test_the_page_of_the_community_lists_nobody_and_cannot_be_left(
    community: Group, amina: Member
) -> None:
    page = page_of(community, amina)
    assert "Leave the group" not in page
    assert "<bdi>Amina</bdi>" not in page
    for verb in ("people", "join", "leave", "ask", "invite"):
        client = client_of(amina)
        path = f"/groups/community/{verb}/"
        assert (client.get(path) if verb == "people" else client.post(path)).status_code == 404


def test_who_owes_the_charter_does_not_meet_the_people_of_a_hidden_group(
    africa: Group, amina: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client_of(amina).get("/groups/africa/people/").status_code == 200
    monkeypatch.setattr(Member, "owes_the_charter", True)
    assert client_of(amina).get("/groups/africa/people/").status_code == 403


def test_it_names_the_buttons_that_she_needs(
    open_group: Group, europe: Group, amina: Member
) -> None:
    assert "Join this group" in page_of(open_group, amina)
    assert "Ask to join" in page_of(europe, amina)
    for status, words in (
        (Membership.Status.INVITED, "You are invited"),
        (Membership.Status.REQUESTED, "Take my request back"),
        (Membership.Status.ACTIVE, "Leave the group"),
        (Membership.Status.LEFT, "Join this group"),
        (Membership.Status.REMOVED, "Ask to join"),
    ):
        Membership.objects.filter(group=open_group).delete()
        make.make_membership(amina, open_group, status=status)
        assert words in page_of(open_group, amina), status
    Group.objects.filter(pk=europe.pk).update(joining=Group.Joining.INVITATION)
    assert "People are invited to this group" in page_of(europe, amina)
