"""Groups in the index: found by whoever may know of them, from the moment of the deed."""

from __future__ import annotations

import pytest
from django.test import Client

from members import group_search
from members.access import keys_of
from members.models import Group, Member
from members.search.find import find
from members.search.models import Row
from tests import make
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def found(words: str, person: Member | None) -> list[str]:
    fresh = Member.objects.get(pk=person.pk) if person else None
    hits = find(words=words, asker=keys_of(fresh), kind=group_search.KIND).hits
    by_pk = Group.objects.in_bulk([hit.object_id for hit in hits])
    return [by_pk[hit.object_id].name for hit in hits]


def save(client: Client, group: Group, **changes: object) -> None:
    """As staff save it in the administration."""
    facts = {
        "parent": group.parent_id or "",
        "name": group.name,
        "slug": group.slug,
        "kind": group.kind,
        "region": group.region_id or "",
        "purpose": group.purpose,
        "languages": group.languages,
        "seen_by": group.seen_by,
        "joining": group.joining,
        "content_visibility": group.content_visibility,
        "notice_days": group.notice_days,
        "time_zone": group.time_zone,
    } | changes
    facts |= {"terms-TOTAL_FORMS": "0", "terms-INITIAL_FORMS": "0"}
    response = client.post(f"/admin/members/group/{group.pk}/change/", facts)
    assert response.status_code == 302, response.context["errors"]


@pytest.fixture
def indexed(africa: Group, europe: Group) -> None:
    Group.objects.filter(pk=africa.pk).update(purpose="Baobab in common")
    Group.objects.filter(pk=europe.pk).update(purpose="Linden in common")
    make.make_group("Everybody's", purpose="Common ground", seen_by=Group.SeenBy.EVERYONE)
    group_search.renew()


def test_each_finds_what_she_may_know_of(
    indexed: None, amina: Member, chidi: Member, efua: Member, bintou: Member
) -> None:
    assert set(found("common", None)) == {"Everybody's"}
    assert set(found("common", chidi)) == {"Everybody's", "Europe"}
    for person in (amina, efua, bintou):
        assert set(found("common", person)) == {"Everybody's", "Europe", "Africa"}


def test_a_group_is_found_by_the_names_of_its_region(indexed: None, amina: Member) -> None:
    assert found("Afrique", amina) == ["Africa"]


def test_the_index_and_the_door_agree_about_what_stands_below(
    africa: Group, amina: Member, chidi: Member, efua: Member, bintou: Member
) -> None:
    """Whatever the switches of a group, of the one above it and of the one above that."""
    for top in Group.SeenBy:
        for middle in Group.SeenBy:
            for own in Group.SeenBy:
                over = make.make_group("Common top", seen_by=top)
                between = make.make_group("Common middle", parent=over, seen_by=middle)
                group = make.make_group("Common leaf", parent=between, seen_by=own)
                make.make_membership(amina, group)
                make.make_term(efua, between)
    group_search.renew()
    for person in (None, amina, chidi, efua, bintou):
        fresh = Member.objects.get(pk=person.pk) if person else None
        hits = find(words="common", asker=keys_of(fresh), kind="group", size=100).hits
        known = Group.objects.visible_to(fresh).filter(name__startswith="Common")
        assert {hit.object_id for hit in hits} == {group.pk for group in known}


def test_what_staff_hide_is_hidden_at_once_with_all_that_is_below(
    indexed: None, europe: Group, chidi: Member, bintou: Member
) -> None:
    make.make_group("Danube", parent=europe, purpose="Common river")
    group_search.renew()
    assert "Danube" in found("common", chidi)
    save(client_of(bintou), europe, seen_by=Group.SeenBy.GROUP, purpose="Linden in common")
    assert found("common", chidi) == ["Everybody's"]
    assert "Danube" in found("common", bintou)
    europe.refresh_from_db()
    save(client_of(bintou), europe, seen_by=Group.SeenBy.MEMBERS, name="Old Europe")
    assert set(found("common", chidi)) == {"Everybody's", "Old Europe", "Danube"}


def test_a_deleted_group_is_forgotten(indexed: None, bintou: Member) -> None:
    group = Group.objects.get(name="Everybody's")
    client_of(bintou).post(f"/admin/members/group/{group.pk}/delete/", {"post": "yes"})
    assert not Group.objects.filter(pk=group.pk).exists()
    assert not Row.objects.filter(kind="group", object_id=group.pk).exists()


def test_what_never_came_into_the_index_or_is_outdated_is_written_by_the_worker(
    indexed: None, europe: Group, chidi: Member
) -> None:
    make.make_group("Late", purpose="Common late")
    Row.objects.filter(kind="group", object_id=europe.pk).update(analyser=0)
    Group.objects.filter(pk=europe.pk).update(purpose="Uncommonly so")
    group_search.renew()
    assert "Late" in found("late", chidi)
    assert found("uncommonly", chidi) == ["Europe"]
    before = Row.objects.filter(kind="group").count()
    group_search.renew()
    assert Row.objects.filter(kind="group").count() == before


def test_the_library_lists_no_groups(indexed: None, bintou: Member) -> None:
    page = client_of(bintou).get("/resources/?q=common").content.decode()
    assert "Everybody" not in page


def test_a_group_cannot_be_put_under_itself(
    europe: Group, bintou: Member, community: Group
) -> None:
    below = make.make_group("Danube", parent=europe)
    client = client_of(bintou)
    path = f"/admin/members/group/{europe.pk}/change/"
    response = client.post(path, {"parent": below.pk, "name": "Europe", "kind": "regional"})
    assert "A group cannot belong to one of its own." in response.content.decode()
