"""Of whom, and of which groups and organizations, a person may know."""

import pytest
from django.db import IntegrityError, transaction

from members.models import Group, Member, Membership, Organization
from tests import make


@pytest.fixture
def open_group(community: Group) -> Group:
    return make.make_group("Announcements", parent=community, seen_by=Group.SeenBy.EVERYONE)


@pytest.fixture
def below_hidden(africa: Group) -> Group:
    """Open by its own switch, under a group that only its members know."""
    return make.make_group("Sahel", parent=africa, seen_by=Group.SeenBy.EVERYONE)


def test_a_visitor_knows_of_what_everyone_may_know(
    open_group: Group, africa: Group, europe: Group
) -> None:
    assert set(Group.objects.visible_to(None)) == {open_group, open_group.parent}


def test_a_hidden_group_exists_for_its_own_people_only(
    amina: Member, chidi: Member, efua: Member, bintou: Member, africa: Group, europe: Group
) -> None:
    for inside in (amina, efua, bintou):
        assert Group.objects.visible_to(inside).contains(africa)
    assert not Group.objects.visible_to(chidi).contains(africa)
    assert Group.objects.visible_to(chidi).contains(europe)


def test_what_stands_under_a_hidden_group_is_hidden_with_it(
    amina: Member, chidi: Member, below_hidden: Group
) -> None:
    assert Group.objects.visible_to(amina).contains(below_hidden)
    assert not Group.objects.visible_to(chidi).contains(below_hidden)
    make.make_membership(chidi, below_hidden)
    chidi = Member.objects.get(pk=chidi.pk)
    assert Group.objects.visible_to(chidi).contains(below_hidden)
    assert not Group.objects.visible_to(chidi).contains(below_hidden.parent)


@pytest.mark.parametrize(
    ("status", "knows"),
    [
        (Membership.Status.INVITED, True),
        (Membership.Status.REQUESTED, False),
        (Membership.Status.LEFT, False),
        (Membership.Status.REMOVED, False),
    ],
)
def test_who_is_invited_may_know_and_who_has_left_no_longer(
    chidi: Member, africa: Group, status: str, knows: bool
) -> None:
    make.make_membership(chidi, africa, status=status)
    assert Group.objects.visible_to(chidi).contains(africa) is knows


def test_two_hidden_siblings_do_not_know_of_each_other(
    efua: Member, amina: Member, community: Group
) -> None:
    other = make.make_group("Survivors", parent=community, seen_by=Group.SeenBy.GROUP)
    for person in (efua, amina):
        assert not Group.objects.visible_to(person).contains(other)


def test_members_meet_active_members(amina: Member, chidi: Member) -> None:
    assert Member.objects.visible_to(amina).contains(chidi)
    assert not Member.objects.visible_to(None).exists()
    for status in set(Member.Status.values) - {Member.Status.ACTIVE}:
        Member.objects.filter(pk=chidi.pk).update(status=status)
        assert not Member.objects.visible_to(amina).contains(chidi)
        assert not Member.objects.visible_to(Member.objects.get(pk=chidi.pk)).exists()


def test_who_is_not_listed_is_met_by_the_people_of_her_groups(
    amina: Member, chidi: Member, bintou: Member, africa: Group
) -> None:
    Member.objects.filter(pk=amina.pk).update(listed=False)
    assert not Member.objects.listed_for(chidi).contains(amina)
    assert Member.objects.listed_for(amina).contains(amina)
    make.make_membership(chidi, africa)
    assert Member.objects.listed_for(Member.objects.get(pk=chidi.pk)).contains(amina)
    # Everybody belongs to the whole community; that alone opens nothing.
    assert not Member.objects.listed_for(bintou).contains(amina)


def test_a_proposed_organization_exists_for_staff_only(
    amina: Member, bintou: Member, organization_a: Organization
) -> None:
    proposed = make.make_organization("New", status=Organization.Status.PROPOSED)
    assert Organization.objects.visible_to(amina).contains(organization_a)
    assert not Organization.objects.visible_to(amina).contains(proposed)
    assert Organization.objects.visible_to(bintou).contains(proposed)
    assert not Organization.objects.visible_to(None).exists()


@pytest.mark.parametrize(
    "shown",
    [
        {"for_groups": ["about"], "for_nobody": ["about"]},
        {"for_nobody": ["shoe size"]},
        {"for_groups": ["name"]},
    ],
)
def test_a_field_has_one_audience_and_a_known_name(
    amina: Member, shown: dict[str, list[str]]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=amina.pk).update(**shown)
