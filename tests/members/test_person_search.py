"""People in the index: what of a person is found, by whom, and that it stays true."""

import threading

import pytest
from django.db import connection, transaction

from members import actions, person_search
from members.models import Group, Member, Organization
from members.search.find import find
from members.search.models import Row
from resources.search import KIND as RESOURCES
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db

# A word for each field, that stands nowhere else.
TELLING = {
    "job_title": "Sericulturist",
    "about": "I keep silkworms under mulberries.",
    "country": "KE",
}
ASKED = {"job_title": "sericulturist", "about": "mulberries", "country": "Kenya"}
FACET_OF = {"country": ("country", "KE"), "languages": ("language", "sw")}


def found(viewer: Member, words: str = "", **filters: str) -> set[int]:
    answer = find(
        words=words,
        asker=person_search.keys_of(viewer),
        kind=person_search.KIND,
        filters={name: [value] for name, value in filters.items()},
    )
    assert answer.total == len(answer.hits)
    return {hit.object_id for hit in answer.hits if not hit.partial}


def tell(member: Member, field: str, audience: str, **facts: object) -> None:
    for name, value in (TELLING | {"languages": ["sw"]} | facts).items():
        setattr(member, name, value)
    member.for_groups = [field] if audience == "groups" else []
    member.for_nobody = [field] if audience == "nobody" else []
    member.save()
    person_search.index_people([member.pk])


@pytest.fixture
def gloria(africa: Group, organization_a: Organization) -> Member:
    """Of the same closed group as Amina and Efua, and of no group with Chidi and Bintou."""
    member = make.make_member("Glória Ñandú", handle="gloria", organization=organization_a)
    make.make_membership(member, africa)
    person_search.index_people([member.pk])
    return member


@pytest.mark.parametrize("field", ASKED)
@pytest.mark.parametrize(
    ("audience", "finders"),
    [("members", {"amina", "chidi", "bintou"}), ("groups", {"amina"}), ("nobody", set())],
)
def test_words_are_found_by_those_whom_she_shows_them(
    gloria, amina, chidi, bintou, field, audience, finders
):
    tell(gloria, field, audience)
    people = {"amina": amina, "chidi": chidi, "bintou": bintou}
    who = {name for name, viewer in people.items() if found(viewer, ASKED[field])}
    assert who == finders


@pytest.mark.parametrize("field", FACET_OF)
@pytest.mark.parametrize(
    ("audience", "counted_by"),
    [("members", {"amina", "chidi", "bintou"}), ("groups", {"amina"}), ("nobody", set())],
)
def test_it_counts_and_filters_for_those_whom_she_shows_it(
    gloria, amina, chidi, bintou, field, audience, counted_by
):
    tell(gloria, field, audience)
    facet, value = FACET_OF[field]
    for name, viewer in {"amina": amina, "chidi": chidi, "bintou": bintou}.items():
        assert bool(found(viewer, **{facet: value})) is (name in counted_by)
        answer = find(asker=person_search.keys_of(viewer), kind=person_search.KIND)
        assert (facet in answer.facets) is (name in counted_by)
        assert answer.total == 1


def test_her_name_is_found_without_its_accents_and_in_part(gloria, chidi):
    for words in ("gloria", "GLÓRIA", "nandu glor", "Ñandú"):
        assert found(chidi, words) == {gloria.pk}, words


def test_what_a_person_offers_is_found_by_its_theme_and_by_the_broader_one(gloria, chidi):
    broad = make.make_theme("economy", en="Economy")
    narrow = make.make_theme("savings", parent=broad, en="Savings groups")
    gloria.offers.add(narrow)
    person_search.index_people([gloria.pk])
    assert found(chidi, offers="savings") == found(chidi, offers="economy") == {gloria.pk}
    assert found(chidi, asks="savings") == set()
    assert found(chidi, "savings groups") == {gloria.pk}


def test_an_unlisted_person_is_found_by_her_groups_and_by_herself(gloria, amina, chidi, bintou):
    gloria.listed = False
    gloria.for_groups = ["country"]
    gloria.country = "KE"
    gloria.save()
    person_search.index_people([gloria.pk])
    for viewer, finds in ((amina, True), (gloria, True), (chidi, False), (bintou, False)):
        assert bool(found(viewer, "gloria")) is finds
        assert bool(found(viewer, country="KE")) is finds
        met = Member.objects.listed_for(viewer).filter(pk=gloria.pk)
        assert met.exists() is finds


def test_a_closed_group_is_a_facet_for_its_own_people_only(gloria, amina, chidi, africa):
    answer = find(asker=person_search.keys_of(amina), kind=person_search.KIND)
    assert answer.facets["group"] == [("africa", 1)]
    assert found(amina, group="africa") == {gloria.pk}
    answer = find(asker=person_search.keys_of(chidi), kind=person_search.KIND)
    assert answer.total == 1
    assert "group" not in answer.facets
    assert found(chidi, group="africa") == set()


def test_a_group_below_a_hidden_one_is_no_facet_either(gloria, chidi, africa, europe):
    below = make.make_group("Below", slug="below", parent=africa)
    for group in (below, europe):
        make.make_membership(gloria, group)
    person_search.index_people([gloria.pk])
    answer = find(asker=person_search.keys_of(chidi), kind=person_search.KIND)
    assert answer.facets["group"] == [("europe", 1)]


def test_a_group_that_becomes_hidden_is_no_facet_any_more(gloria, chidi, europe):
    make.make_membership(gloria, europe)
    person_search.index_people([gloria.pk])
    assert found(chidi, group="europe")
    europe.seen_by = Group.SeenBy.GROUP
    europe.save()
    person_search.expire_people_of_group(europe)
    person_search.renew()
    assert not found(chidi, group="europe")


def test_an_organization_that_is_only_proposed_has_no_name_for_others(gloria, chidi):
    organization = gloria.organization
    assert found(chidi, organization=organization.slug) == {gloria.pk}
    Organization.objects.filter(pk=organization.pk).update(status=Organization.Status.PROPOSED)
    person_search.expire_people_of(organization)
    person_search.renew()
    assert found(chidi, organization=organization.slug) == set()
    assert found(chidi, "association") == set()


@pytest.mark.parametrize("status", [one for one in Member.Status.values if one != "active"])
def test_whoever_is_not_active_is_not_found(gloria, amina, status):
    Member.objects.filter(pk=gloria.pk).update(status=status)
    person_search.index_people([gloria.pk])
    assert not Row.objects.filter(kind=person_search.KIND).exists()
    assert found(amina, "gloria") == set()


def test_whoever_is_admitted_is_found_at_once(amina, application, bintou):
    assert found(amina, "dara") == set()
    actions.admit(application=application, by=bintou)
    assert found(amina, "dara") == {application.member_id}


def test_who_is_not_in_the_index_yet_comes_into_it_by_itself(amina, chidi):
    assert not Row.objects.filter(kind=person_search.KIND).exists()
    person_search.renew()
    assert found(chidi, "amina") == {amina.pk}
    before = set(Row.objects.values_list("pk", flat=True))
    person_search.renew()
    assert set(Row.objects.values_list("pk", flat=True)) == before


def test_visitors_find_nobody(gloria, dara, femi):
    for viewer in (None, dara, femi):
        assert person_search.keys_of(viewer) == frozenset()
        asked = find(words="gloria", asker=person_search.keys_of(viewer), kind="person")
        assert asked.total == 0


def test_the_library_finds_no_person(gloria, amina):
    make.make_resource("Silk and mulberries", by=amina)
    tell(gloria, "about", "members")
    page = client_of(amina).get("/resources/", {"q": "mulberries"}).content.decode()
    assert "Silk and mulberries" in page
    assert "Glória" not in page
    hits = find(words="mulberries", asker=frozenset({"public", "members"}), kind=RESOURCES).hits
    assert {hit.kind for hit in hits} == {RESOURCES}


@pytest.mark.django_db(transaction=True)
def test_of_two_deeds_at_once_the_later_one_writes_what_both_did():
    member = make.make_member("Ines", job_title="Weaver")
    person_search.index_people([member.pk])
    begun, waits = threading.Event(), threading.Event()

    def other_deed() -> None:
        begun.wait(5)
        try:
            with transaction.atomic():
                Member.objects.filter(pk=member.pk).update(about="Mulberries")
                person_search.index_people([member.pk])
        finally:
            connection.close()
            waits.set()

    thread = threading.Thread(target=other_deed)
    thread.start()
    with transaction.atomic():
        Member.objects.filter(pk=member.pk).update(job_title="Potter")
        person_search.index_people([member.pk])
        begun.set()
        assert not waits.wait(0.5)
    thread.join(5)
    viewer = make.make_member("Viewer")
    assert found(viewer, "potter") == found(viewer, "mulberries") == {member.pk}
    assert found(viewer, "weaver") == set()
