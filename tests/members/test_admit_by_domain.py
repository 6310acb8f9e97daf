"""Who shows an address of a member institution's domain is in at once."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.urls import reverse

from members import actions, application_actions
from members.models import Application, Group, Member, Organization
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

from .applicants import member_institution


@pytest.fixture
def institution(community: Group) -> Organization:
    return member_institution("Association W", "w-association.org")


def applies(email: str, organization: Organization, **kw: object) -> Member:
    """Registered, and nothing shown yet."""
    facts = {"status": Member.Status.APPLIED, "confirmed": False} | kw
    member = make.make_member(email=email, **facts)
    make.make_application(member, organization)
    return member


def confirm(member: Member) -> None:
    """The link of the letter, opened and confirmed."""
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=member)).key
    client_of().post(reverse("account_confirm_email", args=[key]))


def standing(member: Member) -> str:
    return Member.objects.get(pk=member.pk).status


@pytest.mark.parametrize(
    "email", ["awa@w-association.org", "awa@mail.w-association.org", "awa@w-ASSOCIATION.org"]
)
def test_she_is_in_as_soon_as_her_address_is_confirmed(
    institution: Organization, email: str
) -> None:
    member = applies(email.lower(), institution)
    assert standing(member) == Member.Status.APPLIED
    confirm(member)
    assert standing(member) == Member.Status.ACTIVE
    assert Member.objects.get(pk=member.pk).organization == institution
    application = member.applications.get()
    assert (application.decision, application.decided_by) == ("admitted", None)
    assert application.domain == "w-association.org"
    assert "w-association.org" in Letter.objects.get(kind="admitted").text


def test_staff_read_in_the_administration_what_let_her_in(
    institution: Organization, bintou: Member
) -> None:
    member = applies("awa@w-association.org", institution)
    confirm(member)
    path = f"/admin/members/application/{member.applications.get().pk}/change/"
    assert "her confirmed address belongs to w-association.org" in (
        client_of(bintou).get(path).content.decode()
    )


@pytest.mark.parametrize(
    "email",
    ["awa@evil-w-association.org", "awa@w-association.org.evil.example", "awa@association.org"],
)
def test_an_address_that_only_resembles_waits(institution: Organization, email: str) -> None:
    member = applies(email, institution)
    confirm(member)
    assert standing(member) == Member.Status.APPLIED


@pytest.mark.parametrize(
    "facts",
    [
        {"admits_by_domain": False},
        {"member_since": None},
        {"status": Organization.Status.PROPOSED},
    ],
)
def test_a_partner_or_one_that_has_switched_it_off_lets_nobody_in(
    institution: Organization, facts: dict[str, object]
) -> None:
    Organization.objects.filter(pk=institution.pk).update(**facts)
    member = applies("awa@w-association.org", institution)
    confirm(member)
    assert standing(member) == Member.Status.APPLIED


def test_the_nearest_domain_decides(institution: Organization) -> None:
    below = member_institution("Bureau", "office.w-association.org", admits_by_domain=False)
    member = applies("awa@office.w-association.org", below)
    confirm(member)
    assert standing(member) == Member.Status.APPLIED


def test_a_domain_of_another_script_is_known(community: Group) -> None:
    institution = member_institution("Büro", "xn--bro-hoa.at")
    member = applies("awa@xn--bro-hoa.at", institution)
    assert application_actions.domain_of("awa@büro.at") is not None
    confirm(member)
    assert standing(member) == Member.Status.ACTIVE


def test_her_address_says_where_she_belongs_and_not_what_she_named(
    institution: Organization,
) -> None:
    proposed = make.make_organization("W Asso", status=Organization.Status.PROPOSED)
    member = applies("awa@w-association.org", proposed)
    confirm(member)
    assert Member.objects.get(pk=member.pk).organization == institution
    assert not Organization.objects.filter(pk=proposed.pk).exists()


def test_who_was_declined_is_looked_at_by_a_person(
    institution: Organization, bintou: Member
) -> None:
    member = applies("awa@w-association.org", institution, confirmed=True)
    actions.decline(application=member.applications.get(), by=bintou, reason="No.")
    Member.objects.filter(pk=member.pk).update(status=Member.Status.APPLIED)
    make.make_application(member, institution)
    assert not application_actions.admit_by_domain(member=member, address=member.email)
    assert Application.objects.open().filter(member=member).exists()


def test_who_has_left_an_organization_is_looked_at_by_a_person(institution: Organization) -> None:
    member = applies("awa@w-association.org", institution)
    member.affiliations.create(organization=institution, since="2020-01-01", until="2021-01-01")
    confirm(member)
    assert standing(member) == Member.Status.APPLIED
