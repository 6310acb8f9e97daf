"""Letting somebody in, or not: the deeds."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from members import actions
from members.access import can_admit
from members.models import Application, Group, Member, Organization
from members.notices.models import Letter
from tests import make


def test_dara_is_admitted(application: Application, bintou: Member, community: Group) -> None:
    actions.admit(application=application, by=bintou)
    dara = Member.objects.get(handle="dara")
    application.refresh_from_db()
    assert dara.status == Member.Status.ACTIVE
    assert dara.organization == application.organization
    assert dara.group_ids == {community.pk}
    assert (application.decision, application.decided_by) == ("admitted", bintou)
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("admitted", dara)


def test_her_proposed_organization_is_listed(bintou: Member) -> None:
    proposed = make.make_organization(status=Organization.Status.PROPOSED)
    actions.admit(application=make.make_application(organization=proposed), by=bintou)
    assert Organization.objects.listed().contains(proposed)


def test_dara_is_declined_and_reads_why(application: Application, bintou: Member) -> None:
    actions.decline(application=application, by=bintou, reason="We admit\norganizations only.")
    dara = Member.objects.get(handle="dara")
    assert dara.status == Member.Status.DECLINED
    letter = Letter.objects.get()
    assert letter.kind == "declined"
    assert "We admit\norganizations only." in letter.text


def test_the_database_refuses_a_decline_without_a_reason(
    application: Application, bintou: Member
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.decline(application=application, by=bintou, reason="")
    assert not Letter.objects.exists()
    assert Member.objects.get(handle="dara").status == Member.Status.APPLIED


def test_what_is_decided_stays_decided(application: Application, bintou: Member) -> None:
    actions.admit(application=application, by=bintou)
    with pytest.raises(actions.AlreadyDecided):
        actions.decline(application=application, by=bintou, reason="Too late.")
    assert Member.objects.get(handle="dara").status == Member.Status.ACTIVE
    assert Letter.objects.count() == 1


def test_efua_may_admit_from_her_region_and_from_nowhere_else(
    efua: Member, application: Application, europe: Group
) -> None:
    in_europe = make.make_organization(country="AT")
    assert can_admit(efua, application)
    assert not can_admit(efua, make.make_application(organization=in_europe))


def test_an_organization_may_stand_in_another_region_than_its_country(
    efua: Member, europe: Group
) -> None:
    elsewhere = make.make_organization(country="BF", region=europe.region)
    assert not can_admit(efua, make.make_application(organization=elsewhere))


def test_the_roots_facilitators_may_admit_from_everywhere(
    amina: Member, community: Group, organization_b: Organization
) -> None:
    application = make.make_application(organization=organization_b)
    assert not can_admit(amina, application)
    make.make_term(amina, community)
    assert can_admit(Member.objects.get(pk=amina.pk), application)


def test_nobody_decides_about_herself(bintou: Member) -> None:
    assert not can_admit(bintou, make.make_application(member=bintou))


def test_nobody_is_admitted_before_her_address_is_confirmed(bintou: Member) -> None:
    newcomer = make.make_member(status=Member.Status.APPLIED, confirmed=False)
    assert not can_admit(bintou, make.make_application(member=newcomer))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_that_she_is_late() -> None:
    make.make_community()
    staff = [make.make_member(is_staff=True) for _number in range(4)]
    application = make.make_application()

    def decide(by: Member) -> str:
        try:
            actions.admit(application=application, by=by)
        except actions.AlreadyDecided:
            return "late"
        finally:
            connection.close()
        return "admitted"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(decide, staff))
    assert outcomes == ["admitted", "late", "late", "late"]
    assert Letter.objects.count() == 1
