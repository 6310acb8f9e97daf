"""An office begins and ends at midnight where its group is."""

import datetime as dt
import zoneinfo

import pytest

from members.access import may_enter_admin
from members.models import Group, Member, Term
from tests import make


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
