"""Coming into a group and going out again: the deeds, and what is kept and told of them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from members import group_actions
from members.group_actions import HoldsOffice, StandsOtherwise
from members.models import Group, Member, Membership, MembershipStep
from members.notices.models import Letter
from tests import make

pytestmark = pytest.mark.django_db
Status = Membership.Status


@pytest.fixture
def free(community: Group) -> Group:
    return make.make_group("Water", slug="water", joining=Group.Joining.OPEN)


@pytest.fixture
def asked(community: Group) -> Group:
    return make.make_group("Budgets", slug="budgets", joining=Group.Joining.REQUEST)


@pytest.fixture
def closed(community: Group) -> Group:
    return make.make_group("Survivors", slug="survivors", joining=Group.Joining.INVITATION)


def standing(member: Member, group: Group) -> str:
    place = Membership.objects.filter(member=member, group=group).first()
    return place.status if place else ""


def steps(member: Member, group: Group) -> list[str]:
    kept = MembershipStep.objects.filter(member=member, group=group)
    return list(kept.values_list("deed", flat=True))


def test_amina_walks_into_an_open_group(amina: Member, free: Group) -> None:
    group_actions.join(member=amina, group=free)
    assert standing(amina, free) == Status.ACTIVE
    assert steps(amina, free) == ["joined"]
    assert not Letter.objects.exists()


def test_to_join_twice_is_to_join_once(amina: Member, free: Group) -> None:
    group_actions.join(member=amina, group=free)
    group_actions.join(member=amina, group=free)
    assert steps(amina, free) == ["joined"]


def test_nobody_walks_in_where_one_asks_or_is_invited(
    amina: Member, asked: Group, closed: Group, community: Group
) -> None:
    outside = make.make_member()
    for group in (asked, closed, community):
        with pytest.raises(StandsOtherwise):
            group_actions.join(member=outside, group=group)
        assert standing(outside, group) == ""


def test_what_staff_have_just_changed_counts(amina: Member, free: Group) -> None:
    Group.objects.filter(pk=free.pk).update(joining=Group.Joining.INVITATION)
    with pytest.raises(StandsOtherwise):
        group_actions.join(member=amina, group=free)


@pytest.mark.parametrize("status", sorted(set(Member.Status.values) - {"active"}))
def test_only_active_members_join(status: str, amina: Member, free: Group) -> None:
    Member.objects.filter(pk=amina.pk).update(status=status)
    with pytest.raises(StandsOtherwise):
        group_actions.join(member=amina, group=free)


def test_a_request_reaches_those_in_office_and_is_answered(
    amina: Member, efua: Member, chidi: Member, asked: Group
) -> None:
    make.make_term(efua, asked)
    group_actions.ask(member=amina, group=asked, message="We <b>budget</b> & learn.")
    assert standing(amina, asked) == Status.REQUESTED
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("group_request", efua)
    assert "We <b>budget</b> & learn." in letter.text
    assert "/groups/budgets/people/amina/request/" in letter.text
    group_actions.let_in(member=amina, group=asked, by=efua)
    assert standing(amina, asked) == Status.ACTIVE
    assert Letter.objects.filter(kind="group_let_in", recipient=amina).count() == 1
    assert steps(amina, asked) == ["asked", "let_in"]


def test_without_anybody_in_office_the_communitys_facilitators_hear_of_it(
    amina: Member, chidi: Member, asked: Group, community: Group
) -> None:
    make.make_term(chidi, community)
    group_actions.ask(member=amina, group=asked, message="Please.")
    assert Letter.objects.get().recipient == chidi


def test_a_request_that_is_turned_down_leaves_no_place_but_the_reason(
    amina: Member, efua: Member, asked: Group
) -> None:
    group_actions.ask(member=amina, group=asked, message="Please.")
    group_actions.turn_down(member=amina, group=asked, by=efua, reason="It is\nfull.")
    assert standing(amina, asked) == ""
    assert "It is\nfull." in Letter.objects.get(kind="group_turned_down").text
    assert MembershipStep.objects.get(deed="turned_down").words == "It is\nfull."
    group_actions.ask(member=amina, group=asked, message="Once more.")
    assert standing(amina, asked) == Status.REQUESTED


def test_the_database_refuses_a_no_without_a_reason(
    amina: Member, efua: Member, asked: Group
) -> None:
    group_actions.ask(member=amina, group=asked, message="Please.")
    with pytest.raises(IntegrityError), transaction.atomic():
        group_actions.turn_down(member=amina, group=asked, by=efua, reason="")
    assert standing(amina, asked) == Status.REQUESTED
    assert not Letter.objects.filter(kind="group_turned_down").exists()


def test_a_request_is_made_once_and_taken_back(amina: Member, asked: Group) -> None:
    group_actions.ask(member=amina, group=asked, message="Please.")
    with pytest.raises(StandsOtherwise):
        group_actions.ask(member=amina, group=asked, message="Please, please.")
    group_actions.take_back(member=amina, group=asked)
    assert standing(amina, asked) == ""
    assert steps(amina, asked) == ["asked", "taken_back"]
    with pytest.raises(StandsOtherwise):
        group_actions.take_back(member=amina, group=asked)


def test_an_invitation_is_accepted(amina: Member, efua: Member, closed: Group) -> None:
    told = group_actions.invite(members=[amina], group=closed, by=efua, words="Do come.")
    assert told == 1
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("group_invited", amina)
    assert "Do come." in letter.text
    assert "Efua" in letter.subject
    assert group_actions.invite(members=[amina], group=closed, by=efua) == 0
    group_actions.join(member=amina, group=closed)
    assert standing(amina, closed) == Status.ACTIVE
    assert steps(amina, closed) == ["invited", "accepted"]


@pytest.mark.parametrize("verb", ["decline", "revoke"])
def test_an_invitation_is_declined_or_withdrawn(
    verb: str, amina: Member, efua: Member, closed: Group
) -> None:
    group_actions.invite(members=[amina], group=closed, by=efua)
    if verb == "decline":
        group_actions.decline(member=amina, group=closed)
    else:
        group_actions.revoke(member=amina, group=closed, by=efua)
    assert standing(amina, closed) == ""
    with pytest.raises(StandsOtherwise):
        group_actions.join(member=amina, group=closed)


def test_to_invite_who_has_asked_is_to_let_her_in(
    amina: Member, chidi: Member, efua: Member, asked: Group
) -> None:
    group_actions.ask(member=amina, group=asked, message="Please.")
    Member.objects.filter(pk=chidi.pk).update(status=Member.Status.SUSPENDED)
    assert group_actions.invite(members=[amina, chidi], group=asked, by=efua) == 1
    assert standing(amina, asked) == Status.ACTIVE
    assert standing(chidi, asked) == ""


def test_to_ask_when_one_is_invited_is_to_accept(amina: Member, efua: Member, asked: Group) -> None:
    group_actions.invite(members=[amina], group=asked, by=efua)
    group_actions.ask(member=amina, group=asked, message="Please.")
    assert standing(amina, asked) == Status.ACTIVE


def test_who_leaves_may_come_back(amina: Member, free: Group) -> None:
    group_actions.join(member=amina, group=free)
    before = Membership.objects.get(member=amina, group=free).created_at
    group_actions.leave(member=amina, group=free)
    assert standing(amina, free) == Status.LEFT
    group_actions.join(member=amina, group=free)
    assert standing(amina, free) == Status.ACTIVE
    assert Membership.objects.get(member=amina, group=free).created_at > before
    assert steps(amina, free) == ["joined", "left", "joined"]


def test_who_was_removed_asks_where_others_walk_in(
    amina: Member, efua: Member, free: Group
) -> None:
    group_actions.join(member=amina, group=free)
    group_actions.remove(member=amina, group=free, by=efua, reason="It was not kind.")
    assert standing(amina, free) == Status.REMOVED
    assert "It was not kind." in Letter.objects.get(kind="group_removed").text
    with pytest.raises(StandsOtherwise):
        group_actions.join(member=amina, group=free)
    group_actions.ask(member=amina, group=free, message="I am sorry.")
    group_actions.take_back(member=amina, group=free)
    assert standing(amina, free) == Status.REMOVED
    with pytest.raises(StandsOtherwise):
        group_actions.join(member=amina, group=free)
    group_actions.ask(member=amina, group=free, message="I am sorry.")
    group_actions.let_in(member=amina, group=free, by=efua)
    group_actions.leave(member=amina, group=free)
    group_actions.join(member=amina, group=free)


def test_who_was_removed_from_a_group_by_invitation_waits_for_one(
    amina: Member, efua: Member, closed: Group
) -> None:
    make.make_membership(amina, closed)
    group_actions.remove(member=amina, group=closed, by=efua, reason="It was not kind.")
    with pytest.raises(StandsOtherwise):
        group_actions.ask(member=amina, group=closed, message="I am sorry.")
    group_actions.invite(members=[amina], group=closed, by=efua)
    group_actions.join(member=amina, group=closed)


def test_nobody_is_removed_while_she_holds_office_nor_by_herself(
    efua: Member, bintou: Member, africa: Group
) -> None:
    with pytest.raises(HoldsOffice):
        group_actions.leave(member=efua, group=africa)
    with pytest.raises(HoldsOffice):
        group_actions.remove(member=efua, group=africa, by=bintou, reason="Why.")
    efua.terms.all().delete()
    with pytest.raises(StandsOtherwise):
        group_actions.remove(member=efua, group=africa, by=efua, reason="Why.")
    group_actions.leave(member=efua, group=africa)


def test_letters_are_in_the_readers_language(amina: Member, efua: Member, closed: Group) -> None:
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    amina.refresh_from_db()
    group_actions.invite(members=[amina], group=closed, by=efua)
    assert Letter.objects.get().language == "fr"


def outcomes(*deeds: Callable[[], object]) -> list[str]:
    def run(deed: Callable[[], object]) -> str:
        try:
            deed()
        except (StandsOtherwise, HoldsOffice):
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told_that_she_is_late() -> None:
    group = make.make_group()
    member, *others = (make.make_member() for _number in range(5))
    for _round in range(3):
        Membership.objects.filter(member=member, group=group).delete()
        Letter.objects.all().delete()
        make.make_membership(member, group, status=Status.REQUESTED)
        yes = [
            lambda by=by: group_actions.let_in(member=member, group=group, by=by)
            for by in others[:2]
        ]
        no = [
            lambda by=by: group_actions.turn_down(member=member, group=group, by=by, reason="No.")
            for by in others[2:]
        ]
        assert outcomes(*yes, *no) == ["done", "late", "late", "late"]
        assert Letter.objects.count() == 1
        let_in = Letter.objects.get().kind == "group_let_in"
        assert (standing(member, group) == Status.ACTIVE) is let_in


@pytest.mark.django_db(transaction=True)
def test_who_presses_twice_at_once_joins_once() -> None:
    group = make.make_group(joining=Group.Joining.OPEN)
    member = make.make_member()
    pressed = [lambda: group_actions.join(member=member, group=group)] * 4
    assert outcomes(*pressed) == ["done"] * 4
    assert steps(member, group) == ["joined"]


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_inviting_many_at_once_wait_for_each_other_and_write_once() -> None:
    group = make.make_group()
    people = [make.make_member() for _number in range(6)]
    by = make.make_member()

    def invite(chosen: list[Member]) -> Callable[[], object]:
        return lambda: group_actions.invite(members=chosen, group=group, by=by)

    assert outcomes(invite(people), invite(people[::-1]), invite(people[2:])) == ["done"] * 3
    assert Letter.objects.filter(kind="group_invited").count() == 6
