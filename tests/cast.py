"""The cast: a few people, so that every test says who does what."""

from collections.abc import Callable

import pytest
from django.test import Client

from members.models import Application, Group, Member, Organization
from tests import make

# What a browser calls itself. Without a name, as in most tests, nobody is counted as a reader.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def client_of(person: Member | None = None) -> Client:
    """A browser in which this person is logged in; without one, a visitor's."""
    client = Client()
    if person:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(name="client_of")
def _client_of() -> Callable[..., Client]:
    return client_of


@pytest.fixture
def visitor(db: None) -> None:
    """Nobody: stands in lists of people beside the members."""


@pytest.fixture
def community(db: None) -> Group:
    return make.make_community()


@pytest.fixture
def africa(community: Group) -> Group:
    """The group that Efua facilitates; only its members, Amina among them, know that it exists."""
    region = make.make_region("africa", "BF", "KE", en="Africa", fr="Afrique")
    return make.make_group(
        "Africa",
        slug="africa",
        kind=Group.Kind.REGIONAL,
        region=region,
        seen_by=Group.SeenBy.GROUP,
    )


@pytest.fixture
def europe(community: Group) -> Group:
    """A sibling of Efua's group, which is not hers."""
    region = make.make_region("western-europe", "AT", en="Western Europe")
    return make.make_group("Europe", slug="europe", kind=Group.Kind.REGIONAL, region=region)


@pytest.fixture
def organization_a(db: None) -> Organization:
    return make.make_organization("Association A", slug="a", country="BF")


@pytest.fixture
def organization_b(db: None) -> Organization:
    return make.make_organization("Büro B", slug="b", country="AT")


@pytest.fixture
def amina(organization_a: Organization, community: Group, africa: Group) -> Member:
    """An active member, of organization A, in the Africa group."""
    member = make.make_member("Amina", handle="amina", organization=organization_a)
    make.make_membership(member, community)
    make.make_membership(member, africa)
    return member


@pytest.fixture
def chidi(organization_b: Organization, community: Group) -> Member:
    """An active member of organization B, who must never see what is A's own."""
    member = make.make_member("Chidi", handle="chidi", organization=organization_b)
    make.make_membership(member, community)
    return member


@pytest.fixture
def bintou(community: Group) -> Member:
    """Staff."""
    member = make.make_member("Bintou", handle="bintou", is_staff=True, is_superuser=True)
    make.make_membership(member, community)
    return member


@pytest.fixture
def efua(africa: Group, community: Group) -> Member:
    """Facilitator of the Africa group, and of nothing else."""
    member = make.make_member("Efua", handle="efua")
    make.make_membership(member, community)
    make.make_membership(member, africa)
    make.make_term(member, africa)
    return member


@pytest.fixture
def dara(organization_a: Organization) -> Member:
    """She has applied, from organization A, and confirmed her address."""
    member = make.make_member("Dara", handle="dara", status=Member.Status.APPLIED)
    make.make_application(member, organization_a)
    return member


@pytest.fixture
def application(dara: Member) -> Application:
    """Dara's."""
    return dara.applications.get()


@pytest.fixture
def femi(db: None) -> Member:
    """Suspended, with a reason, until it is lifted."""
    member = make.make_member("Femi", handle="femi")
    make.make_suspension(member)
    return member
