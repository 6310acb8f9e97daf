"""What staff change about people in the administration is true for others, too."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from members import actions, person_search, suspensions
from members.models import Group, Member, Membership, Organization
from tests import make
from tests.cast import client_of
from tests.members.test_person_search import found

pytestmark = pytest.mark.django_db


def form_of(response) -> dict[str, object]:
    """What a browser would send back of an administration's page, with its inlines."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    answers: dict[str, object] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                answers[field.html_name] = "on" if value is True else value
    return answers


def change(staff: Member, thing, **changes: object):
    meta = thing._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
    client = client_of(staff)
    answers = form_of(client.get(address)) | changes
    response = client.post(address, {k: v for k, v in answers.items() if v is not None})
    if response.status_code == 200:
        pytest.fail(str(response.context["errors"]))
    return response


@pytest.fixture
def people(amina: Member, chidi: Member, bintou: Member) -> None:
    person_search.renew()


def test_a_suspended_person_is_not_found_any_more(people, amina, chidi, bintou):
    assert found(chidi, "amina") == {amina.pk}
    reason = "She told what was confidential."
    suspension = suspensions.suspend(member=amina, by=bintou, reason=reason)
    assert found(chidi, "amina") == set()
    suspensions.lift(suspension=suspension, by=bintou)
    assert found(chidi, "amina") == {amina.pk}


def test_a_person_whom_staff_take_off_the_lists_is_not_found(people, amina, chidi, bintou):
    change(bintou, amina, listed=None)
    assert found(chidi, "amina") == set()


def test_her_organization_finds_her_under_its_new_name(people, amina, chidi, bintou):
    organization = amina.organization
    change(bintou, organization, name="Réseau des potières")
    person_search.renew()
    assert found(chidi, "potières") == {amina.pk}


def test_a_group_that_is_hidden_finds_nobody_any_more(people, amina, chidi, bintou, europe):
    make.make_membership(amina, europe)
    person_search.index_people([amina.pk])
    assert found(chidi, group="europe") == {amina.pk}
    change(bintou, europe, seen_by=Group.SeenBy.GROUP)
    person_search.renew()
    assert found(chidi, group="europe") == set()


def test_a_membership_that_ends_is_none(people, amina, chidi, bintou, europe):
    place = make.make_membership(amina, europe)
    person_search.index_people([amina.pk])
    change(bintou, place, status=Membership.Status.REMOVED)
    assert found(chidi, group="europe") == set()
    change(bintou, Membership.objects.get(pk=place.pk), status=Membership.Status.ACTIVE)
    assert found(chidi, group="europe") == {amina.pk}
    delete = reverse("admin:members_membership_delete", args=[place.pk])
    client_of(bintou).post(delete, {"post": "yes"})
    assert found(chidi, group="europe") == set()


def test_staff_take_a_picture_away(people, amina, bintou, django_capture_on_commit_callbacks):
    amina.picture.save("picture", ContentFile(b"dots"))
    path = amina.picture.name
    with django_capture_on_commit_callbacks(execute=True):
        change(bintou, amina, remove_picture="on")
    amina.refresh_from_db()
    assert not amina.picture
    assert not default_storage.exists(path)


def test_staff_see_whom_she_shows_what(amina, bintou):
    amina.for_groups, amina.for_nobody = ["country"], ["about"]
    amina.save()
    address = reverse("admin:members_member_change", args=[amina.pk])
    page = client_of(bintou).get(address).content.decode()
    assert "Her groups only: country. Nobody: about." in page


@pytest.mark.parametrize("audience", ["for_groups", "for_nobody"])
def test_a_picture_that_is_not_for_all_is_not_for_staff(amina, bintou, audience):
    address = reverse("admin:members_member_change", args=[amina.pk])
    amina.picture, amina.for_nobody = "portraits/aa/aa", []
    amina.save()
    assert "/members/amina/picture/" in client_of(bintou).get(address).content.decode()
    setattr(amina, audience, ["picture"])
    amina.save()
    assert "/members/amina/picture/" not in client_of(bintou).get(address).content.decode()


def test_nobody_is_called_like_a_page_of_the_directory(amina, bintou):
    assert actions.new_handle("Map").startswith("map-")
    address = reverse("admin:members_member_change", args=[amina.pk])
    client = client_of(bintou)
    response = client.post(address, form_of(client.get(address)) | {"handle": "map"})
    assert "Another page has this address" in response.content.decode()


def test_the_administration_leads_to_the_page_of_a_member_and_of_nobody_else(amina, dara, bintou):
    for member, leads in ((amina, True), (dara, False)):
        address = reverse("admin:members_member_change", args=[member.pk])
        page = client_of(bintou).get(address).content.decode()
        assert (f'href="/members/{member.handle}/"' in page) is leads


def test_who_is_proposed_with_an_organization_is_found_by_it_once_it_is_listed(
    people, amina, chidi, bintou
):
    organization = amina.organization
    Organization.objects.filter(pk=organization.pk).update(status=Organization.Status.PROPOSED)
    person_search.index_people([amina.pk])
    assert found(chidi, "association") == set()
    change(bintou, Organization.objects.get(pk=organization.pk), status="listed")
    person_search.renew()
    assert found(chidi, "association") == {amina.pk}
