"""The end of a term is told 60, 30 and 7 days before, each once, whatever the worker did."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from members import terms
from members.models import Group, Member, Term, TermNotice
from members.notices.models import Letter
from members.tasks import tell_of_coming_ends
from tests import make

pytestmark = pytest.mark.django_db
Ahead = Callable[[int], int]


@pytest.fixture
def term(efua: Member, africa: Group) -> Term:
    """Efua's, which ends in a hundred days."""
    term = efua.terms.get()
    term.ends_on = africa.today + dt.timedelta(100)
    term.save()
    return term


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """The worker's hour, so many days from now. Says how many letters it wrote to Efua."""
    real = timezone.now

    def go(days: int) -> int:
        before = Letter.objects.filter(kind="term_ends").count()
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: real() + dt.timedelta(days))
            tell_of_coming_ends(0)
        return Letter.objects.filter(kind="term_ends").count() - before

    return go


def test_she_is_told_on_three_days_and_on_no_other(term: Term, ahead: Ahead) -> None:
    written = {days: ahead(days) for days in range(30, 105)}
    assert [days for days, letters in written.items() if letters] == [40, 70, 93]
    assert set(written.values()) == {0, 1}


def test_however_often_the_worker_runs_on_a_day_she_is_told_once(term: Term, ahead: Ahead) -> None:
    assert [ahead(40), ahead(40), ahead(41)] == [1, 0, 0]


def test_after_a_pause_of_the_worker_she_gets_one_letter_and_not_those_she_missed(
    term: Term, ahead: Ahead
) -> None:
    assert [ahead(95), ahead(95), ahead(100)] == [1, 0, 0]
    assert TermNotice.objects.get().days == 7


def test_after_the_last_day_nobody_is_told(term: Term, ahead: Ahead) -> None:
    assert ahead(101) == 0


def test_another_end_is_told_of_anew(term: Term, ahead: Ahead) -> None:
    assert ahead(40) == 1
    Term.objects.filter(pk=term.pk).update(ends_on=term.ends_on + dt.timedelta(100))
    assert [ahead(41), ahead(140)] == [0, 1]


def test_what_the_letter_of_a_short_term_has_said_is_not_said_again(
    amina: Member, africa: Group, ahead: Ahead
) -> None:
    today = africa.today
    facts = {"role": "facilitator", "starts_on": today, "ends_on": today + dt.timedelta(20)}
    terms.propose(member=amina, group=africa, **facts)
    later = africa.today + dt.timedelta(50)
    facts |= {"starts_on": later, "ends_on": later + dt.timedelta(20)}
    terms.propose(member=amina, group=africa, **facts)
    assert [ahead(days) for days in (0, 13, 50, 62, 63)] == [0, 1, 0, 0, 1]


def test_who_is_with_her_is_told_too(
    term: Term, chidi: Member, community: Group, africa: Group, ahead: Ahead
) -> None:
    of_the_root = make.make_member("Rosa")
    make.make_term(of_the_root, community)
    ahead(40)
    assert Letter.objects.get(kind="term_of_another_ends").recipient == of_the_root
    make.make_term(chidi, africa, role="co_facilitator", ends_on=dt.date(2199, 1, 1))
    ahead(70)
    letter = Letter.objects.filter(kind="term_of_another_ends").first()
    assert letter is not None
    assert letter.recipient == chidi
    assert "Efua" in letter.subject


def test_a_suspended_facilitator_is_not_told_but_those_who_take_over_are(
    term: Term, chidi: Member, community: Group, ahead: Ahead
) -> None:
    make.make_term(chidi, community)
    Member.objects.filter(pk=term.member_id).update(status=Member.Status.SUSPENDED)
    assert ahead(40) == 0
    assert Letter.objects.get().recipient == chidi


def test_the_letter_says_who_comes_after_her(term: Term, amina: Member, ahead: Ahead) -> None:
    ahead(40)
    assert "Nobody has been proposed" in Letter.objects.get(kind="term_ends").text
    after = {
        "starts_on": term.ends_on + dt.timedelta(1),
        "ends_on": term.ends_on + dt.timedelta(300),
    }
    make.make_term(amina, term.group, **after)
    ahead(70)
    assert "Amina (facilitator)" in Letter.objects.filter(kind="term_ends")[0].text
    make.make_term(term.member, term.group, **after)
    ahead(93)
    assert "Your next term begins" in Letter.objects.filter(kind="term_ends")[0].text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_no_letter_twice(term: Term) -> None:
    Term.objects.filter(pk=term.pk).update(ends_on=term.group.today + dt.timedelta(5))

    def work() -> None:
        try:
            terms.tell_of_coming_ends()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Letter.objects.filter(kind="term_ends").count() == 1
