"""Deeds of suspensions: deciding one, its end by the calendar or by hand, appeals and answers."""

import datetime as dt
import threading
from collections.abc import Callable
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from members import suspensions
from members.access import can_answer_appeal, can_suspend
from members.models import Group, Member, Suspension
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db
WHY = "Passed on minutes that were confidential."


def suspend(member: Member, by: Member, **kw: object) -> Suspension:
    return suspensions.suspend(member=member, by=by, **{"reason": WHY} | kw)


def standing(member: Member) -> tuple[str, str]:
    fresh = Member.objects.get(pk=member.pk)
    return fresh.status, fresh.status_reason


@pytest.fixture
def clerk(db: None) -> Member:
    """Staff, and no superuser."""
    return make.make_member("Clerk", handle="clerk", is_staff=True)


@pytest.fixture
def over(amina: Member) -> Suspension:
    """Amina's, whose last day was yesterday."""
    now = timezone.now()
    return make.make_suspension(
        amina,
        begun_at=now - dt.timedelta(days=9),
        last_day=now.date() - dt.timedelta(days=1),
        ends_at=now - dt.timedelta(minutes=1),
    )


# --- deciding -----------------------------------------------------------------------------------


def test_it_closes_the_portal_at_once_and_tells_her_why(amina: Member, bintou: Member) -> None:
    client = client_of(amina)
    last_day = dt.date(2099, 3, 14)
    done = suspend(amina, bintou, last_day=last_day)
    assert standing(amina) == ("suspended", WHY)
    assert (done.by, done.last_day) == (bintou, last_day)
    assert client.get("/members/")["Location"] == "/me/application/"
    letter = Letter.objects.get(kind="suspended")
    assert letter.recipient == amina
    for words in (WHY, "14 March 2099", "http://testserver/me/application/"):
        assert words in letter.text


def test_she_is_logged_out_everywhere(amina: Member, bintou: Member) -> None:
    client = Client()
    client.post("/account/login/", {"login": amina.email, "password": make.PASSWORD})
    assert UserSession.objects.filter(user=amina).count() == 1
    suspend(amina, bintou)
    assert not UserSession.objects.filter(user=amina).exists()
    assert client.get("/me/application/")["Location"].startswith("/account/login/")


def test_it_holds_to_midnight_where_she_lives(amina: Member, bintou: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(time_zone="Asia/Kathmandu")
    done = suspend(amina, bintou, last_day=dt.date(2099, 3, 14))
    assert done.ends_at == dt.datetime(2099, 3, 14, 18, 15, tzinfo=dt.UTC)


def test_a_clock_that_no_longer_exists_is_no_reason_to_fail(amina: Member, bintou: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(time_zone="Africa/Atlantis")
    done = suspend(amina, bintou, last_day=dt.date(2099, 3, 14))
    assert done.ends_at == dt.datetime(2099, 3, 15, tzinfo=dt.UTC)


def test_her_office_rests_and_comes_back(efua: Member, africa: Group, bintou: Member) -> None:
    done = suspend(efua, bintou)
    assert not Member.objects.get(pk=efua.pk).facilitated_group_ids
    suspensions.lift(suspension=done, by=bintou)
    assert Member.objects.get(pk=efua.pk).facilitated_group_ids == {africa.pk}


def test_who_may_suspend_whom(amina: Member, efua: Member, bintou: Member, clerk: Member) -> None:
    assert can_suspend(clerk, amina)
    assert can_suspend(bintou, clerk)
    assert not can_suspend(clerk, bintou)  # a superuser
    assert not can_suspend(bintou, bintou)
    assert not can_suspend(efua, amina)
    assert not can_suspend(None, amina)


@pytest.mark.parametrize("status", ["applied", "declined", "suspended", "left"])
def test_only_who_is_in_is_suspended(bintou: Member, status: str) -> None:
    with pytest.raises(suspensions.MayNot):
        suspend(make.make_member(status=status), bintou)
    assert not Suspension.objects.exists()


def test_the_table_refuses_what_cannot_be(amina: Member, bintou: Member) -> None:
    now = timezone.now()
    for wrong in (
        {"reason": ""},
        {"by": amina},
        {"last_day": now.date()},
        {"ends_at": now + dt.timedelta(days=1)},
        {"last_day": now.date(), "ends_at": now - dt.timedelta(days=1)},
        {"ended_by": bintou},
        {"ended_at": now, "ended_by": amina},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suspension.objects.create(**{"member": amina, "by": bintou, "reason": WHY} | wrong)
    make.make_suspension(amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_suspension(amina)


# --- its end ------------------------------------------------------------------------------------


def test_staff_lift_it_with_words_to_her(amina: Member, bintou: Member, clerk: Member) -> None:
    done = suspend(amina, bintou)
    suspensions.lift(suspension=done, by=clerk, words="We have talked it over.")
    assert standing(amina) == ("active", "")
    done.refresh_from_db()
    assert (done.ended_by, done.parting_words) == (clerk, "We have talked it over.")
    letter = Letter.objects.get(kind="suspension_over")
    assert "We have talked it over." in letter.text
    with pytest.raises(suspensions.IsOver):
        suspensions.lift(suspension=done, by=clerk)
    suspend(amina, bintou)
    assert Suspension.objects.filter(member=amina).count() == 2


def test_a_superuser_is_let_in_by_another_superuser_only(bintou: Member, clerk: Member) -> None:
    other = make.make_member("Second", is_staff=True, is_superuser=True)
    done = suspend(bintou, other)
    with pytest.raises(suspensions.MayNot):
        suspensions.lift(suspension=done, by=clerk)


def test_it_ends_by_itself_once_and_she_is_told(amina: Member, over: Suspension) -> None:
    assert suspensions.end_due() == 1
    assert suspensions.end_due() == 0
    assert standing(amina) == ("active", "")
    over.refresh_from_db()
    assert over.ended_at
    assert over.ended_by is None
    assert "that day is over" in Letter.objects.get(kind="suspension_over").text


def test_she_comes_in_on_the_day_even_if_no_worker_runs(amina: Member, over: Suspension) -> None:
    assert client_of(amina).get("/members/").status_code == 200
    assert standing(amina) == ("active", "")
    assert Letter.objects.filter(kind="suspension_over").count() == 1


def test_what_is_not_over_stays(amina: Member, chidi: Member, bintou: Member) -> None:
    today = timezone.localdate()
    suspend(amina, bintou, last_day=today)
    suspend(chidi, bintou)
    assert suspensions.end_due() == 0
    for person in (amina, chidi):
        assert client_of(person).get("/members/").status_code == 302


def test_who_has_left_meanwhile_does_not_come_back(amina: Member, over: Suspension) -> None:
    Member.objects.filter(pk=amina.pk).update(status="left")
    suspensions.end_due()
    assert standing(amina)[0] == "left"
    assert not Letter.objects.exists()


# --- appeals ------------------------------------------------------------------------------------


def readers() -> set[str]:
    return set(Letter.objects.filter(kind="appeal_written").values_list("address", flat=True))


def test_an_appeal_reaches_staff_who_did_not_decide(
    amina: Member, bintou: Member, clerk: Member
) -> None:
    done = suspend(amina, bintou)
    suspensions.appeal(suspension=done, words="I was not there.")
    assert readers() == {clerk.email}
    assert "I was not there." in Letter.objects.get(kind="appeal_written").text
    assert can_answer_appeal(clerk, done)
    assert not can_answer_appeal(bintou, done)
    assert not can_answer_appeal(amina, done)


def test_where_there_is_nobody_else_who_decided_it_reads_it(amina: Member, bintou: Member) -> None:
    done = suspend(amina, bintou)
    suspensions.appeal(suspension=done, words="I was not there.")
    assert readers() == {bintou.email}
    assert can_answer_appeal(bintou, done)


def test_a_superusers_appeal_is_for_superusers(bintou: Member, clerk: Member) -> None:
    other = make.make_member("Second", is_staff=True, is_superuser=True)
    done = suspend(bintou, other)
    suspensions.appeal(suspension=done, words="I was not there.")
    assert readers() == {other.email}
    assert not can_answer_appeal(clerk, done)


def test_there_is_one_open_appeal(femi: Member, bintou: Member) -> None:
    suspension = femi.suspensions.get()
    first = suspensions.appeal(suspension=suspension, words="I was not there.")
    with pytest.raises(suspensions.WaitsForAnswer):
        suspensions.appeal(suspension=suspension, words="Really.")
    suspensions.answer(appeal=first, by=bintou, words="The minutes say so.", lifts=False)
    suspensions.appeal(suspension=suspension, words="There is a witness.")


def test_the_answer_reaches_her_and_stands_on_her_page(femi: Member, bintou: Member) -> None:
    written = suspensions.appeal(suspension=femi.suspensions.get(), words="I was not there.")
    suspensions.answer(appeal=written, by=bintou, words="The minutes say so.", lifts=False)
    assert standing(femi)[0] == "suspended"
    letter = Letter.objects.get(kind="appeal_answered")
    assert (letter.recipient, "The minutes say so." in letter.text) == (femi, True)
    page = client_of(femi).get("/me/application/").content.decode()
    assert "The minutes say so." in page
    assert 'name="words"' in page
    with pytest.raises(suspensions.IsOver):
        suspensions.answer(appeal=written, by=bintou, words="Twice.", lifts=True)


def test_an_answer_may_lift_it(femi: Member, bintou: Member) -> None:
    written = suspensions.appeal(suspension=femi.suspensions.get(), words="I was not there.")
    suspensions.answer(appeal=written, by=bintou, words="You are right.", lifts=True)
    assert standing(femi) == ("active", "")
    (letter,) = Letter.objects.filter(recipient=femi)
    assert letter.kind == "suspension_over"
    assert "You are right." in letter.text


def test_after_the_end_there_is_nothing_to_appeal_against_or_answer(
    femi: Member, bintou: Member
) -> None:
    suspension = femi.suspensions.get()
    written = suspensions.appeal(suspension=suspension, words="I was not there.")
    suspensions.lift(suspension=suspension, by=bintou)
    with pytest.raises(suspensions.IsOver):
        suspensions.answer(appeal=written, by=bintou, words="Late.", lifts=False)
    with pytest.raises(suspensions.IsOver):
        suspensions.appeal(suspension=suspension, words="Late.")


# --- at once ------------------------------------------------------------------------------------


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    trouble: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
        except BaseException as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


@pytest.mark.django_db(transaction=True)
def test_two_who_suspend_the_same_person_do_it_once(
    amina: Member, bintou: Member, clerk: Member
) -> None:
    trouble = at_once(lambda: suspend(amina, bintou), lambda: suspend(amina, clerk))
    assert [type(error) for error in trouble] == [suspensions.MayNot]
    assert Letter.objects.filter(kind="suspended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_superusers_who_suspend_each_other_one_is_left(bintou: Member) -> None:
    other = make.make_member("Second", is_staff=True, is_superuser=True)
    trouble = at_once(lambda: suspend(bintou, other), lambda: suspend(other, bintou))
    assert [type(error) for error in trouble] == [suspensions.MayNot]
    assert Member.objects.active().filter(is_superuser=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_and_visit_and_hand_end_it_once(
    amina: Member, bintou: Member, over: Suspension
) -> None:
    trouble = at_once(
        suspensions.end_due,
        lambda: suspensions.end_if_over(amina),
        lambda: suspensions.lift(suspension=over, by=bintou),
    )
    assert {type(error) for error in trouble} <= {suspensions.IsOver}
    assert standing(amina) == ("active", "")
    assert Letter.objects.filter(kind="suspension_over").count() == 1


# --- before there were rows ---------------------------------------------------------------------


def test_who_was_suspended_before_gets_a_row_once(amina: Member, femi: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(status="suspended", status_reason=WHY)
    migration = import_module("members.migrations.0017_suspensions_so_far")
    for _time in range(2):
        migration.write(apps, None)
    assert Suspension.objects.get(member=amina).reason == WHY
    assert Suspension.objects.filter(member=femi).count() == 1
