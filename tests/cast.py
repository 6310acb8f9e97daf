"""The people of the tests: every test says who does what, and differs in the person only.

Amina works at organization A, in the group “africa”; Chidi at organization B, and must never see
what is A's or the group's; Bintou is staff; Efua facilitates “africa”, and nobody else does; Dara
has applied; Femi is suspended. Imported by tests/conftest.py, which makes these fixtures known.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from members.models import Application, Group, Member, Organization, Term
from tests import make

PASSWORD = "gender-in-practice"


@pytest.fixture
def organization_a(db: None) -> Organization:
    return make.organization(name="Atelier A", slug="atelier-a", country="BF")


@pytest.fixture
def organization_b(db: None) -> Organization:
    return make.organization(name="Bureau B", slug="bureau-b", country="NG")


@pytest.fixture
def community(db: None) -> Group:
    """The root of all groups."""
    return make.group(name="Community", slug="community", kind=Group.Kind.COMMUNITY, parent=None)


@pytest.fixture
def africa(community: Group) -> Group:
    """Amina belongs to it; Chidi does not know that it exists."""
    return make.group(
        name="Africa",
        slug="africa",
        kind=Group.Kind.REGIONAL,
        parent=community,
        region=make.region("africa", "Africa", countries=("BF", "GH", "KE", "NG")),
        seen_by=Group.SeenBy.GROUP,
    )


@pytest.fixture
def europe(community: Group) -> Group:
    """Beside Efua's group, and nobody's of the cast."""
    return make.group(
        name="Europe",
        slug="europe",
        kind=Group.Kind.REGIONAL,
        parent=community,
        region=make.region("western-europe", "Western Europe", countries=("AT", "CH")),
    )


@pytest.fixture
def amina(organization_a: Organization, community: Group, africa: Group) -> Member:
    return make.member(
        "amina", name="Amina Traoré", organization=organization_a, groups=(community, africa)
    )


@pytest.fixture
def chidi(organization_b: Organization, community: Group) -> Member:
    return make.member(
        "chidi", name="Chidi Okafor", organization=organization_b, groups=(community,)
    )


@pytest.fixture
def bintou(organization_a: Organization, community: Group) -> Member:
    return make.member(
        "bintou",
        name="Bintou Diallo",
        organization=organization_a,
        groups=(community,),
        is_staff=True,
        is_superuser=True,
    )


@pytest.fixture
def efua(organization_b: Organization, community: Group, africa: Group) -> Member:
    member = make.member(
        "efua", name="Efua Mensah", organization=organization_b, groups=(community, africa)
    )
    today = dt.datetime.now(dt.UTC).date()
    Term.objects.create(
        member=member,
        group=africa,
        starts_on=today - dt.timedelta(days=30),
        ends_on=today + dt.timedelta(days=30),
    )
    return member


@pytest.fixture
def dara(organization_b: Organization, africa: Group) -> Member:
    """Has confirmed her address and waits."""
    member = make.member("dara", name="Dara Otieno", status=Member.Status.APPLIED)
    make.application(member=member, organization=organization_b)
    return member


@pytest.fixture
def application(dara: Member) -> Application:
    """Dara's."""
    return dara.applications.get()


@pytest.fixture
def femi(organization_b: Organization, community: Group) -> Member:
    return make.member(
        "femi",
        name="Femi Adetola",
        organization=organization_b,
        groups=(community,),
        status=Member.Status.SUSPENDED,
        status_reason="Quoted from a confidential meeting.",
    )


@pytest.fixture
def visitor() -> None:
    """Nobody is logged in."""


def browser(person: Member | None = None) -> Client:
    """In which this person is logged in; a visitor's for None."""
    client = Client()
    if person is not None:
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def client_of() -> Callable[[Member | None], Client]:
    """Opens a browser in which this person is logged in; a visitor's for None."""
    return browser
