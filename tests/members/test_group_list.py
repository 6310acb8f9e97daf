"""The list of groups: a tree of those one may know of, and a search in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from members.group_tree import from_the_top, nested
from members.models import Group, Member, Membership
from tests import make
from tests.cast import client_of

URL = "/groups/"
pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(URL + query)
    assert response.status_code == 200
    page = response.content.decode().partition("<main")[2]
    return re.findall(r'<h[23]><a href="/groups/[^"]+" dir="auto">([^<]+)</a>', page)


def test_each_finds_the_groups_that_she_may_know_of(
    africa: Group, europe: Group, amina: Member, chidi: Member, efua: Member, bintou: Member
) -> None:
    make.make_group("Announcements", seen_by=Group.SeenBy.EVERYONE)
    root = "The whole community"
    assert names(client_of()) == [root, "Announcements"]
    assert names(client_of(chidi)) == [root, "Announcements", "Europe"]
    for person in (amina, efua, bintou):
        assert names(client_of(person)) == [root, "Africa", "Announcements", "Europe"]


def test_what_belongs_together_stands_together_in_the_order_of_the_alphabet(
    europe: Group, chidi: Member
) -> None:
    make.make_group("Zebra", parent=europe)
    make.make_group("Élan", parent=europe)
    make.make_group("asia", parent=europe.parent)
    assert names(client_of(chidi)) == ["The whole community", "asia", "Europe", "Élan", "Zebra"]


def test_a_group_under_one_that_is_hidden_from_her_stands_at_the_top(
    africa: Group, chidi: Member
) -> None:
    make.make_membership(chidi, make.make_group("Sahel", parent=africa))
    response = client_of(chidi).get(URL)
    tops = [branch.group.name for branch in response.context["branches"]]
    assert tops == ["The whole community", "Sahel"]
    assert "Africa" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ELAN", ["Élan vital"]),
        ("?q=wells", ["Water"]),
        ("?q=wat&kind=peer_support", []),
        ("?kind=peer_support", ["Élan vital"]),
        ("?language=sw", ["Water"]),
        ("?language=sw&q=vital", []),
        ("?q=%00%E2%80%AEwater", ["Water"]),
    ],
)
def test_they_are_found_by_word_kind_and_language(
    query: str, found: list[str], community: Group, chidi: Member
) -> None:
    make.make_group("Élan vital", kind=Group.Kind.PEER_SUPPORT)
    make.make_group("Water", purpose="We look after wells.", languages=["en", "sw"])
    assert names(client_of(chidi), query) == found


@pytest.mark.parametrize("query", ["?kind=nothing", "?language=xx", "?page=900", "?page=x", "?q="])
def test_what_nobody_offers_is_as_good_as_nothing(query: str, europe: Group, chidi: Member) -> None:
    assert names(client_of(chidi), query) == ["The whole community", "Europe"]


def test_words_and_choices_tell_nothing_of_hidden_groups(africa: Group, chidi: Member) -> None:
    Group.objects.filter(pk=africa.pk).update(languages=["ff"], kind=Group.Kind.PEER_SUPPORT)
    client = client_of(chidi)
    page = client.get(URL).content.decode()
    assert 'value="ff"' not in page
    assert 'value="peer_support"' not in page
    for query in ("?q=Africa", "?kind=peer_support"):
        assert names(client, query) == []
    asked, nowhere = (
        client.get(URL + query).content.decode().partition("<main")[2].split("<form")[0]
        for query in ("?q=Africa", "?q=Nowhere")
    )
    assert asked == nowhere


def test_her_own_groups_and_invitations_are_marked(
    europe: Group, africa: Group, amina: Member, chidi: Member
) -> None:
    make.make_membership(amina, europe, status=Membership.Status.INVITED)
    page = client_of(amina).get(URL).content.decode()
    assert "You are invited to a group." in page
    assert page.count("you belong to it") == 1
    assert "You are invited" not in client_of(chidi).get(URL).content.decode()
    assert "You are invited to a group." in client_of(amina).get("/").content.decode()


def test_a_long_list_is_turned(community: Group, chidi: Member) -> None:
    for number in range(90):
        make.make_group(f"Group {number:03}")
    client = client_of(chidi)
    turned = [names(client, f"?page={number}") for number in (1, 2, 3)]
    assert [len(one) for one in turned] == [40, 40, 11]
    assert len({name for one in turned for name in one}) == 91
    assert "Group 089" in turned[2]


def test_the_tree_is_built_whatever_is_missing() -> None:
    rows = [(1, None), (2, 1), (3, 1), (4, 2), (5, 99), (6, 5)]
    assert from_the_top(rows) == [1, 2, 4, 3, 5, 6]
    branches = nested(Group(pk=pk, parent_id=parent) for pk, parent in rows[1:])
    assert [one.group.pk for one in branches] == [2, 3, 5]
    assert [one.group.pk for one in branches[0].below] == [4]


def test_in_french_too(community: Group) -> None:
    page = Client(headers={"accept-language": "fr"}).get(URL).content.decode()
    assert '<html lang="fr" dir="ltr">' in page
