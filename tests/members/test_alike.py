"""An organization that is proposed twice is known again, and no other is taken for it."""

import threading

import pytest
from django.db import connections

from members import actions
from members.models import FormerOrganization, Organization
from members.models.likeness import likeness
from tests import make

NAME = "Réseau Femmes & Crédit"
SAME = (
    "réseau femmes & crédit",
    "Reseau femmes et credit",
    "Reseau femmes et credit (RFC)",
    "RFC – Réseau des Femmes et du Crédit",
    "RFC: Réseau Femmes et Crédit",
    "RFC (Réseau Femmes & Crédit)",
    "Réseau Femmes et Crédit - R.F.C.",
    "Réseau « Femmes & Crédit »",
    "Réseau Femmes-Crédit",
    "Réseau Femmes et Crédit asbl",
    "ONG Réseau Femmes et Crédit",
    "  Réseau   Femmes,  Crédit.  ",
)
OTHERS = (
    "Réseau Femmes",
    "Réseau Femmes et Crédit Nord",
    "Réseau Femmes et Crédit (Ouagadougou)",
    "Réseau Hommes & Crédit",
    "Crédit Femmes Réseau",
    "RFC",
)


@pytest.fixture
def network(db):
    return make.make_organization(NAME, country="BF")


@pytest.mark.parametrize("name", SAME)
def test_other_spellings_are_the_same_organization(network, name):
    assert actions.propose_organization(name=name, country="BF") == network
    assert Organization.objects.count() == 1


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_says_something_else_is_another_organization(network, name):
    assert actions.propose_organization(name=name, country="BF") != network


def test_the_same_name_in_another_country_is_another_organization(network):
    assert actions.propose_organization(name=NAME, country="ML") != network


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wages SA", "Wages ONG"),
        ("Women's Network (WN)", "Women's Network (WNE)"),
        ("Group A", "Group"),
        ("Care (USA)", "Care"),
        ("UN – Women", "Women"),
    ],
)
def test_what_both_say_and_differs_keeps_them_apart(db, one, other):
    first = actions.propose_organization(name=one, country="TG")
    assert actions.propose_organization(name=other, country="TG") != first


def test_an_acronym_that_staff_have_noted_counts(network):
    Organization.objects.filter(pk=network.pk).update(acronym="RFC")
    assert actions.propose_organization(name=f"{NAME} (RFC)", country="BF") == network
    assert actions.propose_organization(name=f"{NAME} (REFC)", country="BF") != network


def test_where_two_could_be_meant_neither_is_taken(db):
    both = [make.make_organization(name, country="TG") for name in ("Wages SA", "Wages ONG")]
    assert actions.propose_organization(name="Wages", country="TG") not in both


@pytest.mark.parametrize("name", ["!!!", "女性网络", "شبكة النساء", "Ж", "A", "The", "महिला संघ"])
def test_names_in_every_script_are_known_again(db, name):
    first = actions.propose_organization(name=name, country="IN")
    assert first.name_key
    assert actions.propose_organization(name=f" {name} ", country="IN") == first
    assert actions.propose_organization(name="Something else", country="IN") != first


def test_russian_legal_forms_and_quotation_marks(db):
    assert likeness("ООО «Женский фонд»").key == likeness("Женский фонд").key


def test_a_former_name_leads_to_what_the_organization_has_become(network, bintou):
    FormerOrganization.objects.create(
        organization=network, slug="old", name="Crédit au féminin", country="BF", merged_by=bintou
    )
    assert actions.propose_organization(name="Credit au feminin", country="BF") == network
    assert actions.new_slug("Old") != "old"


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_at_one_time_propose_one():
    found, ready = [], threading.Barrier(2)

    def propose(name):
        ready.wait(20)
        try:
            found.append(actions.propose_organization(name=name, country="BF").pk)
        finally:
            connections.close_all()

    both = [threading.Thread(target=propose, args=[name]) for name in (NAME, SAME[2])]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert len(found) == 2
    assert len(set(found)) == 1
