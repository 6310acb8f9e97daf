"""Staff make two entries of one organization one: all of it, or nothing."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections

from members import merging
from members.models import FormerOrganization, Organization, OrganizationDomain
from resources.models import HarvestRecord, Practice
from tests import make

LIST = "/admin/members/organization/"
MERGE = f"{LIST}merge/"


@pytest.fixture
def stays(db):
    return make.make_organization("Réseau Femmes & Crédit", slug="rfc", country="BF", acronym="RFC")


@pytest.fixture
def goes(db):
    return make.make_organization(
        "Reseau femmes et credit",
        slug="reseau",
        country="BF",
        website="https://rfc.example.org/",
        kind=Organization.Kind.NETWORK,
        status=Organization.Status.PROPOSED,
    )


def address(stays, goes):
    return f"{MERGE}?stays={stays.pk}&goes={goes.pk}"


def test_whatever_points_at_the_one_points_at_the_other(stays, goes, bintou, run_jobs):
    amina = make.make_member("Amina", organization=goes)
    asks = make.make_application(organization=goes)
    OrganizationDomain.objects.create(organization=goes, domain="rfc.example.org")
    practice = make.make_practice("Savings circles", organizations=[goes])
    merging.merge(stays=stays, goes=goes, by=bintou)
    asks.refresh_from_db()
    assert amina.organization == asks.organization == stays
    assert stays.domains.get().domain == "rfc.example.org"
    assert list(Practice.objects.get(pk=practice.pk).organizations.all()) == [stays]
    assert not Organization.objects.filter(pk=goes.pk).exists()


def test_every_key_to_an_organization_is_known():
    """Rooms hide theirs; a new one is found without a line here."""
    known = {f"{link.model._meta.label}.{link.field}" for link in merging.links()}
    assert {
        "members.Affiliation.organization",
        "members.Application.organization",
        "members.OrganizationDomain.organization",
        "members.FormerOrganization.organization",
        "resources.Practice_organizations.organization",
    } <= known


def test_what_both_have_already_is_kept_once(stays, goes, bintou):
    practice = make.make_practice("Savings circles", organizations=[stays, goes])
    (move,) = [one for one in merging.moves(stays=stays, goes=goes) if one.dropped]
    assert (move.moved, move.dropped) == (0, 1)
    merging.merge(stays=stays, goes=goes, by=bintou)
    assert list(practice.organizations.all()) == [stays]


def test_a_member_who_worked_in_both_keeps_both_times(stays, goes, bintou):
    amina = make.make_member("Amina", organization=stays)
    amina.affiliations.create(
        organization=goes, since=dt.date(2018, 1, 1), until=dt.date(2019, 12, 31)
    )
    merging.merge(stays=stays, goes=goes, by=bintou)
    assert amina.affiliations.filter(organization=stays).count() == 2
    assert amina.organization == stays


def test_field_by_field_staff_say_which_is_right(client_of, bintou, stays, goes):
    client = client_of(bintou)
    page = client.get(address(stays, goes)).content.decode()
    assert "https://rfc.example.org/" in page
    response = client.post(
        address(stays, goes), {"name": "goes", "website": "goes", "kind": "stays", "slug": "goes"}
    )
    assert response.status_code == 302
    stays.refresh_from_db()
    assert (stays.name, stays.website) == ("Reseau femmes et credit", "https://rfc.example.org/")
    assert (stays.kind, stays.acronym, stays.slug) == (Organization.Kind.NGO, "RFC", "rfc")
    assert stays.sort_name == "reseau femmes et credit"


def test_what_is_missing_is_offered_from_the_other(stays, goes):
    found = {one.name: one.prefers_goes for one in merging.choices(stays=stays, goes=goes)}
    assert found == {
        "name": False,
        "acronym": False,
        "kind": False,
        "status": False,
        "website": True,
    }
    back = {one.name: one.prefers_goes for one in merging.choices(stays=goes, goes=stays)}
    assert back["acronym"]
    assert back["status"], "one that is listed does not become a proposal"


def test_the_merge_is_on_record_with_what_is_no_longer_said(stays, goes, bintou):
    make.make_member(organization=goes)
    former = merging.merge(stays=stays, goes=goes, take={"name"}, by=bintou)
    assert (former.slug, former.merged_by, former.organization) == ("reseau", bintou, stays)
    assert former.name == "Réseau Femmes & Crédit"
    assert former.facts["name"] == "Réseau Femmes & Crédit"
    assert former.facts["website"] == "https://rfc.example.org/"
    assert list(former.moved.values()) == [[1, 0]]


def test_the_former_address_leads_to_the_one_that_stays_also_after_another_merge(
    stays, goes, bintou
):
    merging.merge(stays=stays, goes=goes, by=bintou)
    third = make.make_organization("RFC Burkina", slug="rfc-burkina")
    merging.merge(stays=third, goes=stays, by=bintou)
    assert merging.organization_that_was("reseau") == third
    assert merging.organization_that_was("rfc") == third
    assert merging.organization_that_was("nobody") is None


def test_merging_twice_says_so_and_does_nothing(client_of, bintou, stays, goes):
    client = client_of(bintou)
    client.post(address(stays, goes))
    again = client.post(address(stays, goes), follow=True)
    assert "no longer there" in again.content.decode()
    assert FormerOrganization.objects.count() == 1
    with pytest.raises(merging.AlreadyMerged) as raised:
        merging.merge(stays=stays, goes=goes, by=bintou)
    assert raised.value.into == stays


@pytest.mark.parametrize("query", ["", "?stays=1", "?stays=x&goes=y", "?stays=7&goes=7"])
def test_an_address_that_names_no_two_is_no_page(client_of, bintou, query):
    assert client_of(bintou).get(MERGE + query).status_code in (302, 404)


@pytest.mark.parametrize(("person", "answer"), [("efua", 403), ("amina", 302)])
def test_only_staff_merge(client_of, request, person, answer, stays, goes):
    client = client_of(request.getfixturevalue(person))
    assert client.get(address(stays, goes)).status_code == answer
    assert client.post(address(stays, goes)).status_code == answer
    assert Organization.objects.filter(pk=goes.pk).exists()


def test_staff_choose_two_in_the_list(client_of, bintou, stays, goes):
    client = client_of(bintou)
    facts = {"action": "merge_chosen", "_selected_action": [stays.pk]}
    assert "choose two" in client.post(LIST, facts, follow=True).content.decode()
    facts["_selected_action"] = [stays.pk, goes.pk]
    response = client.post(LIST, facts)
    assert response.headers["Location"] == address(stays, goes)


def test_the_list_says_what_resembles_what(client_of, bintou, stays, goes):
    make.make_organization("Something else")
    client = client_of(bintou)
    page = client.get(LIST).content.decode()
    # From either side the one that is listed is offered to stay.
    assert page.count(address(stays, goes).replace("&", "&amp;")) == 2
    narrowed = client.get(f"{LIST}?resembles=yes").context["cl"].result_list
    assert set(narrowed) == {stays, goes}


def test_the_list_asks_as_often_for_many_as_for_few(
    client_of, bintou, stays, goes, django_assert_max_num_queries
):
    client = client_of(bintou)
    client.get(LIST)
    for number in range(20):
        make.make_organization(f"Réseau {number}")
        make.make_organization(f"Reseau {number}")
    with django_assert_max_num_queries(15):
        client.get(LIST)


def test_when_it_fails_in_the_midst_nothing_has_happened(stays, goes, bintou, monkeypatch):
    make.make_member(organization=goes)

    def fail(*_args, **_facts):
        raise IntegrityError

    monkeypatch.setattr(FormerOrganization, "save", fail)
    with pytest.raises(IntegrityError):
        merging.merge(stays=stays, goes=goes, by=bintou)
    assert goes.affiliations.count() == 1
    assert not FormerOrganization.objects.exists()


def test_practices_are_found_by_the_new_name_and_told_to_other_libraries(
    stays, goes, bintou, run_jobs, client
):
    practice = make.make_practice("Savings circles", organizations=[goes])
    HarvestRecord.objects.all().delete()
    Organization.objects.filter(pk=stays.pk).update(name="Wanakani")
    stays.refresh_from_db()
    assert "Savings circles" not in client.get("/resources/?q=Wanakani").content.decode()
    merging.merge(stays=stays, goes=goes, by=bintou)
    run_jobs()
    assert "Savings circles" in client.get("/resources/?q=Wanakani").content.decode()
    assert HarvestRecord.objects.filter(number=practice.resource_id).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_two_at_one_time_merge_them_once(stays, goes, bintou):
    said, ready = [], threading.Barrier(2)

    def merge(stays, goes):
        ready.wait(20)
        try:
            merging.merge(stays=stays, goes=goes, by=bintou)
            said.append("merged")
        except merging.AlreadyMerged:
            said.append("already")
        finally:
            connections.close_all()

    # The one this way, the other the other way round.
    both = [threading.Thread(target=merge, args=pair) for pair in ((stays, goes), (goes, stays))]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(said) == ["already", "merged"]
    assert Organization.objects.filter(pk__in=[stays.pk, goes.pk]).count() == 1
