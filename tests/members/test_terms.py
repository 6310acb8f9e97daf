"""An office begins and ends at midnight where its group is."""

import datetime as dt
import threading
import zoneinfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members.access import applications_for, may_enter_admin
from members.models import Application, Group, Member, Term
from members.models.terms import in_a_row
from tests import make
from tests.cast import client_of

# A day apart at every moment: when it is noon in the one, it is tomorrow in the other.
FAR_WEST, FAR_EAST = "Etc/GMT+12", "Pacific/Kiritimati"


@pytest.fixture
def term(amina: Member, community: Group) -> Term:
    """Amina's, for June 2026 in a group fourteen hours ahead of Greenwich."""
    group = make.make_group(parent=community, time_zone="Pacific/Kiritimati")
    return make.make_term(amina, group, starts_on=dt.date(2026, 6, 1), ends_on=dt.date(2026, 6, 30))


@pytest.mark.parametrize(
    ("local", "in_office"),
    [
        (dt.datetime(2026, 5, 31, 23, 59, 59), False),
        (dt.datetime(2026, 6, 1, 0, 0), True),
        (dt.datetime(2026, 6, 30, 23, 59, 59), True),
        (dt.datetime(2026, 7, 1, 0, 0), False),
    ],
)
def test_the_first_and_the_last_day_count_by_the_groups_clock(
    term: Term, local: dt.datetime, in_office: bool
) -> None:
    moment = local.replace(tzinfo=zoneinfo.ZoneInfo("Pacific/Kiritimati"))
    assert Term.objects.current(moment).contains(term) is in_office


def test_the_same_moment_is_another_day_elsewhere(term: Term, amina: Member) -> None:
    west = make.make_group(parent=term.group.parent, time_zone="Pacific/Honolulu")
    other = make.make_term(amina, west, starts_on=dt.date(2026, 6, 1), ends_on=dt.date(2026, 6, 30))
    moment = dt.datetime(2026, 6, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo("Pacific/Kiritimati"))
    assert set(Term.objects.current(moment)) == {term}
    assert Term.objects.current(moment + dt.timedelta(days=1)).contains(other)


def test_an_office_reaches_the_groups_below_and_not_those_beside(
    efua: Member, africa: Group, europe: Group
) -> None:
    branch = make.make_group(parent=africa, kind=Group.Kind.BRANCH)
    twig = make.make_group(parent=branch, kind=Group.Kind.BRANCH)
    assert efua.facilitated_group_ids == {africa.pk, branch.pk, twig.pk}


def test_the_administration_closes_with_the_term(efua: Member) -> None:
    assert may_enter_admin(efua)
    efua.terms.update(ends_on=dt.date.today() - dt.timedelta(days=2))
    assert not may_enter_admin(Member.objects.get(pk=efua.pk))


def test_a_suspended_facilitator_has_no_rights(efua: Member) -> None:
    Member.objects.filter(pk=efua.pk).update(status=Member.Status.SUSPENDED)
    assert not Member.objects.get(pk=efua.pk).facilitated_group_ids


def days(first: int, last: int) -> dict[str, dt.date]:
    """From so many days after today to so many."""
    today = timezone.localdate()
    return {"starts_on": today + dt.timedelta(first), "ends_on": today + dt.timedelta(last)}


def put_the_clocks_forward(group: Group) -> None:
    """From the last place on earth where it is still this day to one where it is the next."""
    Group.objects.filter(pk=group.pk).update(time_zone=FAR_EAST)


def test_with_midnight_her_rights_come_and_go_and_nobody_does_anything(
    amina: Member, efua: Member, africa: Group
) -> None:
    Group.objects.filter(pk=africa.pk).update(time_zone=FAR_WEST)
    africa.refresh_from_db()
    efua.terms.update(ends_on=africa.today)
    make.make_term(amina, africa, starts_on=africa.today + dt.timedelta(1))
    hers, successors = client_of(efua), client_of(amina)
    assert hers.get("/admin/").status_code == 200
    assert successors.get("/admin/", follow=True).status_code == 403
    put_the_clocks_forward(africa)
    assert hers.get("/admin/", follow=True).status_code == 403
    assert successors.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", ["facilitator", "co_facilitator"])
@pytest.mark.parametrize(("first", "last"), [(0, 10), (-40, -30), (335, 400), (-60, 500), (1, 1)])
def test_nobody_holds_office_twice_at_once_in_a_group(
    efua: Member, africa: Group, role: str, first: int, last: int
) -> None:
    with pytest.raises(IntegrityError, match="term_no_two_at_once"), transaction.atomic():
        make.make_term(efua, africa, role=role, **days(first, last))


def test_one_term_may_follow_another_and_others_may_hold_office_beside_her(
    efua: Member, amina: Member, africa: Group, europe: Group
) -> None:
    make.make_term(efua, africa, **days(336, 400))
    make.make_term(efua, africa, **days(-60, -31))
    make.make_term(efua, europe, **days(0, 10))
    make.make_term(amina, africa, **days(0, 10))
    assert Term.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_terms_written_at_once_one_is_kept(
    amina: Member, community: Group
) -> None:
    refused = []

    def write(first: int) -> None:
        try:
            make.make_term(amina, community, **days(first, first + 30))
        except IntegrityError:
            refused.append(first)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[first]) for first in (0, 5, 10, 15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Term.objects.count(), len(refused)) == (1, 3)


def test_terms_in_a_row_are_counted_over_short_pauses(
    amina: Member, efua: Member, africa: Group, europe: Group
) -> None:
    long_ago = make.make_term(amina, africa, **days(-2000, -1800))
    first = make.make_term(amina, africa, **days(-800, -500))
    second = make.make_term(amina, africa, **days(-480, -300))
    third = make.make_term(amina, africa, role="co_facilitator", **days(-299, 0))
    elsewhere = make.make_term(amina, europe, **days(-299, 0))
    hers = efua.terms.get()
    rows = in_a_row([third, second, first, long_ago, elsewhere, hers])
    assert [rows[one.pk].number for one in (long_ago, first, second, third)] == [1, 1, 2, 3]
    assert rows[third.pk].since == first.starts_on
    assert [rows[elsewhere.pk].number, rows[hers.pk].number] == [1, 1]
    assert in_a_row([]) == {}


def names_in_charge(group: Group, besides: Member | None = None) -> set[str]:
    terms = Term.objects.in_charge_of(group, besides=besides)
    return {term.member.name for term in terms}


def test_who_holds_office_is_in_charge_and_else_the_facilitators_of_the_community(
    efua: Member, amina: Member, chidi: Member, community: Group, africa: Group, europe: Group
) -> None:
    make.make_term(chidi, community)
    make.make_term(amina, europe, **days(-60, -30))
    make.make_term(amina, europe, **days(30, 60))
    assert names_in_charge(africa) == {"Efua"}
    assert names_in_charge(africa, besides=efua) == {"Chidi"}
    assert names_in_charge(europe) == {"Chidi"}
    assert names_in_charge(community) == {"Chidi"}


def test_a_suspended_facilitator_leaves_her_group_to_those_of_the_community(
    efua: Member, chidi: Member, community: Group, africa: Group
) -> None:
    make.make_term(chidi, community)
    Member.objects.filter(pk=efua.pk).update(status=Member.Status.SUSPENDED)
    assert names_in_charge(africa) == {"Chidi"}


def test_a_group_without_a_term_is_looked_after_by_those_of_the_community(
    efua: Member, chidi: Member, community: Group, africa: Group, application: Application
) -> None:
    make.make_term(chidi, community)
    efua.terms.update(**days(-60, -30))
    assert not applications_for(Member.objects.get(pk=efua.pk)).exists()
    assert africa.pk in Member.objects.get(pk=chidi.pk).facilitated_group_ids
    assert application in applications_for(Member.objects.get(pk=chidi.pk))
    assert "Africa" in client_of(chidi).get("/admin/members/group/").content.decode()
