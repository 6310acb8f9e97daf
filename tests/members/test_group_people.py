"""The people of a group, and the pages of those who look after it."""

from __future__ import annotations

import pytest
from django.test import Client

from members.models import Group, Member, Membership
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

HERE = "/groups/africa"
pytestmark = pytest.mark.django_db
Status = Membership.Status


@pytest.fixture
def wanja(africa: Group) -> Member:
    """She asks to join Efua's group."""
    member = make.make_member("Wanja", handle="wanja")
    make.make_membership(member, africa, status=Status.REQUESTED, message="I count votes.")
    return member


def status_of(member: Member, slug: str = "africa") -> str:
    place = Membership.objects.filter(member=member, group__slug=slug).first()
    return place.status if place else ""


def said(client: Client, path: str, facts: dict[str, object] | None = None) -> str:
    response = client.post(path, facts or {}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_efua_reads_a_request_and_lets_her_in(efua: Member, wanja: Member) -> None:
    client = client_of(efua)
    assert "One person asks to join." in client.get(f"{HERE}/").content.decode()
    page = client.get(f"{HERE}/people/").content.decode()
    assert "Wanja" in page
    assert "I count votes." in page
    assert "belongs to the group now" in said(client, f"{HERE}/people/wanja/request/", {"admit": 1})
    assert status_of(wanja) == Status.ACTIVE
    assert Letter.objects.get().kind == "group_let_in"


def test_efua_turns_her_down_with_a_reason(efua: Member, wanja: Member) -> None:
    client = client_of(efua)
    path = f"{HERE}/people/wanja/request/"
    response = client.post(path, {"decline": "1", "reason": " \u202e "})
    assert response.status_code == 422
    assert "Please write a reason" in response.content.decode()
    response = client.post(path, {"decline": "1", "reason": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()
    assert status_of(wanja) == Status.REQUESTED
    said(client, path, {"decline": "1", "reason": "It is full."})
    assert status_of(wanja) == ""
    assert "It is full." in Letter.objects.get().text
    assert "Nobody waits for an answer there." in said(client, path, {"admit": 1})


def test_who_decides_reads_what_was_before(efua: Member, wanja: Member) -> None:
    client = client_of(efua)
    path = f"{HERE}/people/wanja/request/"
    said(client, path, {"admit": 1})
    said(client, f"{HERE}/people/wanja/remove/", {"reason": "She was rude."})
    assert status_of(wanja) == Status.REMOVED
    Membership.objects.filter(member=wanja).update(status=Status.REQUESTED)
    assert "She was rude." in client.get(path).content.decode()


@pytest.mark.parametrize("person", ["amina", "chidi"])
def test_others_read_no_requests_and_answer_none(
    person: str, wanja: Member, europe: Group, request: pytest.FixtureRequest
) -> None:
    """Amina belongs to the group; for Chidi it does not exist."""
    client = client_of(request.getfixturevalue(person))
    refused = 403 if person == "amina" else 404
    Membership.objects.create(member=make.make_member(handle="guest"), group=europe)
    for path in (
        f"{HERE}/people/wanja/request/",
        f"{HERE}/people/wanja/remove/",
        f"{HERE}/people/nobody/request/",
        f"{HERE}/invite/",
    ):
        assert client.get(path).status_code == refused, path
        assert client.post(path, {"admit": 1, "reason": "No."}).status_code == refused, path
    assert client.post(f"{HERE}/people/wanja/revoke/").status_code == refused
    if person == "amina":
        assert "I count votes." not in client.get(f"{HERE}/people/").content.decode()
    else:
        assert client.get("/groups/europe/people/").status_code == 200
        assert client.post("/groups/europe/people/guest/remove/").status_code == 403
    assert status_of(wanja) == Status.REQUESTED


def test_nobody_answers_her_own_request(efua: Member, africa: Group) -> None:
    """She looks after the groups below hers, too."""
    below = make.make_group("Sahel", slug="sahel", parent=africa, joining=Group.Joining.REQUEST)
    client = client_of(efua)
    said(client, "/groups/sahel/ask/", {"message": "Me, too."})
    assert status_of(efua, "sahel") == Status.REQUESTED
    said(client, "/groups/sahel/people/efua/request/", {"admit": 1})
    assert status_of(efua, "sahel") == Status.REQUESTED
    assert not Letter.objects.filter(recipient=efua).exists()
    assert below.memberships.count() == 1


def test_efua_removes_amina_who_reads_why(efua: Member, amina: Member) -> None:
    client = client_of(efua)
    assert client.post(f"{HERE}/people/amina/remove/", {}).status_code == 422
    assert "no longer belongs" in said(client, f"{HERE}/people/amina/remove/", {"reason": "Why."})
    assert status_of(amina) == Status.REMOVED
    assert Letter.objects.get(recipient=amina).kind == "group_removed"
    assert client_of(amina).get(f"{HERE}/").status_code == 404
    assert client.post(f"{HERE}/people/amina/remove/", {"reason": "Why."}).status_code == 404


def test_a_facilitator_can_remove_neither_herself_nor_another_in_office(
    efua: Member, amina: Member, africa: Group
) -> None:
    make.make_term(amina, africa)
    client = client_of(efua)
    assert "has to end first" in said(client, f"{HERE}/people/amina/remove/", {"reason": "Why."})
    assert status_of(amina) == Status.ACTIVE
    assert client.get(f"{HERE}/people/efua/remove/").status_code == 404
    assert "ends after your term" in said(client, f"{HERE}/leave/")
    assert status_of(efua) == Status.ACTIVE


def test_efua_invites_people_whom_she_finds_by_name(
    efua: Member, amina: Member, chidi: Member
) -> None:
    chioma = make.make_member("Chioma Eké", handle="chioma")
    make.make_member("Chinwe", listed=False)
    make.make_member("Chike", status=Member.Status.SUSPENDED)
    client = client_of(efua)
    page = client.get(f"{HERE}/invite/?q=CHÍ").content.decode()
    assert "Chidi" in page
    assert "Chioma Eké" not in page.partition("<main")[0]
    assert "Chinwe" not in page
    assert "Chike" not in page
    assert "Amina" not in client.get(f"{HERE}/invite/?q=ami").content.decode()
    facts = {"people": ["chidi", "chioma"], "words": "Do come."}
    assert "2 people" in said(client, f"{HERE}/invite/?q=chi", facts)
    assert {status_of(chidi), status_of(chioma)} == {Status.INVITED}
    assert Letter.objects.filter(kind="group_invited").count() == 2
    assert "The invitation is withdrawn." in said(client, f"{HERE}/people/chioma/revoke/")
    assert status_of(chioma) == ""


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"words": "Do come."}, "Please choose at least one person."),
        ({"people": ["amina"], "words": "Do come."}, "cannot be invited any more"),
        ({"people": ["nobody", "1", ""], "words": "Do come."}, "cannot be invited any more"),
        ({"people": ["chidi"], "words": "w" * 2001}, "At most 2000 letters"),
    ],
)
def test_an_invitation_that_is_not_right_is_said_beside_the_field(
    facts: dict[str, object], told: str, efua: Member, amina: Member, chidi: Member
) -> None:
    response = client_of(efua).post(f"{HERE}/invite/?q=chi", facts)
    assert response.status_code == 422
    page = response.content.decode()
    assert told in page
    assert str(facts["words"]) in page
    assert not Letter.objects.exists()


def test_what_is_typed_in_the_search_for_people_is_never_wrong(efua: Member) -> None:
    for asked in ("%00", "%E2%80%AE", "x" * 5000, "%25_", "'", "%ED%A0%80"):
        assert client_of(efua).get(f"{HERE}/invite/?q={asked}").status_code == 200, asked


def test_who_is_invited_to_a_hidden_group_accepts_and_is_in(chidi: Member, efua: Member) -> None:
    said(client_of(efua), f"{HERE}/invite/?q=chi", {"people": ["chidi"]})
    client = client_of(chidi)
    assert "You are invited to this group." in client.get(f"{HERE}/").content.decode()
    assert "You belong to this group now." in said(client, f"{HERE}/join/")
    assert status_of(chidi) == Status.ACTIVE


def test_who_declines_an_invitation_no_longer_finds_the_group(chidi: Member, efua: Member) -> None:
    said(client_of(efua), f"{HERE}/invite/?q=chi", {"people": ["chidi"]})
    client = client_of(chidi)
    assert "You have declined the invitation." in said(client, f"{HERE}/decline/")
    assert client.get(f"{HERE}/").status_code == 404


def test_who_leaves_a_hidden_group_no_longer_finds_it(amina: Member) -> None:
    client = client_of(amina)
    assert "You have left the group." in said(client, f"{HERE}/leave/")
    assert client.get(f"{HERE}/").status_code == 404
    assert client.post(f"{HERE}/join/").status_code == 404


def test_a_member_asks_and_takes_it_back(chidi: Member, europe: Group) -> None:
    client = client_of(chidi)
    for message in ("", "   ", "m" * 2001):
        response = client.post("/groups/europe/ask/", {"message": message})
        assert response.status_code == 422
        assert message.strip() in response.content.decode()
    said(client, "/groups/europe/ask/", {"message": "Please.\x00\u202e"})
    assert Membership.objects.get(member=chidi, group=europe).message == "Please."
    assert client.get("/groups/europe/ask/").status_code == 302
    assert "taken your request back" in said(client, "/groups/europe/take-back/")
    assert status_of(chidi, "europe") == ""
    assert "This is how it stands." in said(client, "/groups/europe/take-back/")


@pytest.mark.parametrize("joining", [Group.Joining.OPEN, Group.Joining.INVITATION])
def test_where_one_does_not_ask_a_reason_says_so(
    joining: str, chidi: Member, europe: Group
) -> None:
    Group.objects.filter(pk=europe.pk).update(joining=joining)
    response = client_of(chidi).get("/groups/europe/ask/")
    assert response.status_code == 403
    assert "One does not ask to join this group." in response.content.decode()
    assert status_of(chidi, "europe") == ""


def test_to_press_join_where_it_was_closed_meanwhile_says_how_it_stands(
    chidi: Member, europe: Group
) -> None:
    assert "This is how it stands." in said(client_of(chidi), "/groups/europe/join/")
    assert status_of(chidi, "europe") == ""


def test_the_end_of_a_term_ends_all_of_it(efua: Member, wanja: Member) -> None:
    efua.terms.update(starts_on="2020-01-01", ends_on="2020-12-31")
    client = client_of(efua)
    assert client.get(f"{HERE}/invite/").status_code == 403
    assert client.post(f"{HERE}/people/wanja/request/", {"admit": 1}).status_code == 403
    assert "I count votes." not in client.get(f"{HERE}/people/").content.decode()
    assert status_of(wanja) == Status.REQUESTED


def test_many_people_are_turned_page_by_page(efua: Member, africa: Group) -> None:
    for number in range(50):
        make.make_membership(make.make_member(f"Person {number:02}"), africa)
    client = client_of(efua)
    first, second = (client.get(f"{HERE}/people/?page={n}").content.decode() for n in (1, 2))
    assert "Person 00" in first
    assert "Person 49" in second
    assert "Person 49" not in first
    assert "All 51 people" in client.get(f"{HERE}/").content.decode()
