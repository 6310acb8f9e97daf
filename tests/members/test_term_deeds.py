"""Proposing a term, ending it early, withdrawing it: what changes, and who is told."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from members import terms
from members.models import Group, Member, Term
from members.notices.models import Letter
from tests import make

pytestmark = pytest.mark.django_db


def day(group: Group, days: int) -> dt.date:
    return group.today + dt.timedelta(days)


def told() -> set[tuple[str, str]]:
    """Kinds of letters and their readers."""
    return {
        (letter.kind, letter.recipient.name)
        for letter in Letter.objects.select_related("recipient")
        if letter.recipient
    }


def propose(member: Member, group: Group, first: int = 10, last: int = 375) -> Term:
    return terms.propose(
        member=member,
        group=group,
        role="facilitator",
        starts_on=day(group, first),
        ends_on=day(group, last),
    )


def test_who_is_proposed_is_told_in_her_language_for_how_long(amina: Member, africa: Group) -> None:
    amina.interface_language = "fr"
    amina.save()
    propose(amina, africa)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient, letter.language) == ("term_proposed", amina, "fr")
    assert "Africa" in letter.subject
    assert "/groups/africa/handover/" in letter.text


def test_of_a_term_that_is_over_nobody_is_told(amina: Member, africa: Group) -> None:
    propose(amina, africa, -400, -40)
    assert not Letter.objects.exists()


def test_who_is_in_office_already_is_not_proposed_again(efua: Member, africa: Group) -> None:
    with pytest.raises(terms.AlreadyInOffice):
        propose(efua, africa)
    assert Term.objects.count() == 1
    assert not Letter.objects.exists()


@pytest.fixture
def colleague(chidi: Member, africa: Group) -> Member:
    """In office beside Efua."""
    make.make_term(chidi, africa, role="co_facilitator")
    return chidi


def test_she_reads_why_her_term_ends_early_and_the_others_only_when(
    efua: Member, colleague: Member, bintou: Member, africa: Group
) -> None:
    term = efua.terms.get()
    planned = term.ends_on
    last = day(africa, 5)
    ended = terms.end_early(term=term, last_day=last, reason="She moves to Accra.", by=bintou)
    assert (ended.ends_on, ended.planned_end_on, ended.ended_by) == (last, planned, bintou)
    assert told() == {("term_ended_early", "Efua"), ("term_of_another_ends", "Chidi")}
    assert "Accra" in Letter.objects.get(recipient=efua).text
    assert "Accra" not in Letter.objects.get(recipient=colleague).text
    assert terms.tell_of_coming_ends() == 0


def test_without_a_colleague_those_of_the_community_are_told_or_else_the_secretariat(
    efua: Member, chidi: Member, bintou: Member, community: Group, africa: Group
) -> None:
    term = efua.terms.get()
    terms.end_early(term=term, last_day=day(africa, 90), reason="She asks for it.", by=bintou)
    assert ("term_of_another_ends", "Bintou") in told()
    make.make_term(chidi, community)
    terms.end_early(term=term, last_day=day(africa, 80), reason="Sooner.", by=bintou)
    assert ("term_of_another_ends", "Chidi") in told()
    assert Letter.objects.filter(recipient=bintou).count() == 1


def test_a_term_that_ends_at_once_takes_her_rights_at_once(
    efua: Member, bintou: Member, africa: Group
) -> None:
    assert efua.facilitated_group_ids
    yesterday = day(africa, -1)
    terms.end_early(term=efua.terms.get(), last_day=yesterday, reason="Harm.", by=bintou)
    assert not Member.objects.get(pk=efua.pk).facilitated_group_ids


@pytest.mark.parametrize("last", [-2, 335, 400])
def test_a_term_does_not_end_longer_ago_nor_later(
    efua: Member, bintou: Member, africa: Group, last: int
) -> None:
    with pytest.raises(terms.EndsOtherwise):
        terms.end_early(term=efua.terms.get(), last_day=day(africa, last), reason="Why.", by=bintou)
    assert not Letter.objects.exists()


def test_what_has_not_begun_is_withdrawn_and_not_ended(
    amina: Member, bintou: Member, africa: Group
) -> None:
    term = propose(amina, africa)
    with pytest.raises(terms.EndsOtherwise):
        terms.end_early(term=term, last_day=day(africa, 20), reason="Why.", by=bintou)
    terms.withdraw(term=term)
    assert not Term.objects.exists()
    assert told() == {("term_proposed", "Amina"), ("term_withdrawn", "Amina")}


def test_what_has_begun_is_not_withdrawn(efua: Member) -> None:
    with pytest.raises(terms.HasBegun):
        terms.withdraw(term=efua.terms.get())
    assert Term.objects.exists()


def test_the_table_keeps_no_early_end_without_a_reason(efua: Member, bintou: Member) -> None:
    term = efua.terms.get()
    with pytest.raises(IntegrityError, match="term_ended_early"), transaction.atomic():
        Term.objects.filter(pk=term.pk).update(
            ends_on=term.ends_on - dt.timedelta(1), planned_end_on=term.ends_on, ended_by=bintou
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_a_term_at_once_on_the_same_day_one_does(
    efua: Member, bintou: Member, africa: Group
) -> None:
    term = efua.terms.get()
    last = day(africa, 5)
    outcomes = []

    def end() -> None:
        try:
            terms.end_early(term=term, last_day=last, reason="She asks for it.", by=bintou)
            outcomes.append("ended")
        except terms.EndsOtherwise:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=end) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "too late", "too late"]
    assert Letter.objects.filter(kind="term_ended_early").count() == 1
