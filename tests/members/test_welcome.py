"""The first page of somebody who has just come in."""

import datetime as dt

import pytest

from members.models import Group, Member
from tests import make
from tests.cast import client_of

URL = "/me/welcome/"
pytestmark = pytest.mark.django_db


def test_she_meets_her_facilitator(amina: Member, efua: Member) -> None:
    page = client_of(amina).get(URL).content.decode()
    assert "Your facilitator looks after" in page
    assert "Efua" in page
    assert "You belong to it." in page


def test_a_hidden_group_is_offered_to_nobody_outside(africa: Group, efua: Member) -> None:
    newcomer = make.make_member(country="KE")
    page = client_of(newcomer).get(URL).content.decode()
    assert "The group of your region" not in page
    assert "Efua" not in page
    Group.objects.filter(pk=africa.pk).update(seen_by=Group.SeenBy.MEMBERS)
    page = client_of(newcomer).get(URL).content.decode()
    assert "The group of your region" in page
    assert "You belong to it." not in page


def test_the_region_of_her_organization_counts_before_her_country(
    amina: Member, europe: Group, chidi: Member
) -> None:
    """Chidi lives in Burkina Faso and works for an organization in Austria."""
    assert client_of(chidi).get(URL).context["group"] == europe


def test_without_a_facilitator_those_of_the_whole_community_answer(
    amina: Member, efua: Member, community: Group
) -> None:
    efua.terms.update(ends_on=dt.date(2020, 1, 1), starts_on=dt.date(2019, 1, 1))
    gudrun = make.make_member("Gudrun")
    make.make_term(gudrun, community)
    page = client_of(amina).get(URL).content.decode()
    assert "Gudrun" in page
    assert "Efua" not in page


def test_without_any_the_secretariat_does(amina: Member) -> None:
    assert "mailto:portal@example.org" in client_of(amina).get(URL).content.decode()


def test_the_french_page_sets_a_space_before_its_colons(amina: Member) -> None:
    Member.objects.filter(pk=amina.pk).update(interface_language="fr")
    amina.refresh_from_db()
    page = client_of(amina).get(URL).content.decode()
    assert "</a>\N{NO-BREAK SPACE}: " in page
    assert "</a>: " not in page
