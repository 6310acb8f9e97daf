"""The requests to join groups, as those see them in the administration who answer them."""

import pytest

from members.models import Group, JoinRequest, Member, Membership
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

QUEUE = "/admin/members/joinrequest/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(africa: Group) -> JoinRequest:
    member = make.make_member("Wanja", handle="wanja")
    make.make_membership(member, africa, status="requested", message="I count votes.")
    return JoinRequest.objects.get(member=member)


@pytest.fixture
def elsewhere(europe: Group) -> JoinRequest:
    """A group that is not Efua's."""
    member = make.make_member("Greta", handle="greta")
    make.make_membership(member, europe, status="requested", message="Canary words")
    return JoinRequest.objects.get(member=member)


def test_each_sees_the_requests_that_she_answers(
    efua: Member, bintou: Member, asked: JoinRequest, elsewhere: JoinRequest
) -> None:
    for person, expected in ((efua, [asked]), (bintou, [asked, elsewhere])):
        response = client_of(person).get(QUEUE)
        assert list(response.context["cl"].result_list) == expected
    page = client_of(efua).get(QUEUE).content.decode()
    assert "I count votes." in page
    assert "/groups/africa/people/wanja/request/" in page
    assert "Europe" not in page


def test_by_no_address_does_efua_reach_another_groups_request(
    efua: Member, asked: JoinRequest, elsewhere: JoinRequest
) -> None:
    client = client_of(efua)
    for page in ("change", "history", "delete"):
        response = client.get(f"{QUEUE}{elsewhere.pk}/{page}/", follow=True)
        assert "Canary words" not in response.content.decode()
        assert "Greta" not in response.content.decode()
    for query in (f"?group__id__exact={elsewhere.group_id}", "?q=Greta", "?q=Europe"):
        assert elsewhere not in client.get(QUEUE + query).context["cl"].result_list
    client.post(QUEUE, {"action": "let_in_chosen", "_selected_action": [elsewhere.pk]})
    elsewhere.refresh_from_db()
    assert elsewhere.status == Membership.Status.REQUESTED


def test_efua_lets_the_chosen_in(efua: Member, asked: JoinRequest) -> None:
    client = client_of(efua)
    chosen = {"action": "let_in_chosen", "_selected_action": [asked.pk]}
    response = client.post(QUEUE, chosen, follow=True)
    assert "1 person has been let in" in response.content.decode()
    assert Membership.objects.get(pk=asked.pk).status == Membership.Status.ACTIVE
    assert Letter.objects.get().kind == "group_let_in"
    client.post(QUEUE, chosen)
    assert Letter.objects.count() == 1


def test_nobody_lets_herself_in(efua: Member, bintou: Member, africa: Group) -> None:
    below = make.make_group("Sahel", parent=africa)
    for person in (efua, bintou):
        place = make.make_membership(person, below, status="requested", message="Me.")
        client_of(person).post(QUEUE, {"action": "let_in_chosen", "_selected_action": [place.pk]})
        place.refresh_from_db()
        assert place.status == Membership.Status.REQUESTED


def test_when_her_term_is_over_the_queue_closes(efua: Member, asked: JoinRequest) -> None:
    efua.terms.update(starts_on="2020-01-01", ends_on="2020-12-31")
    assert client_of(efua).get(QUEUE).status_code == 302


def test_a_suspended_persons_request_waits_unseen(bintou: Member, asked: JoinRequest) -> None:
    Member.objects.filter(pk=asked.member_id).update(status=Member.Status.SUSPENDED)
    assert not client_of(bintou).get(QUEUE).context["cl"].result_list
