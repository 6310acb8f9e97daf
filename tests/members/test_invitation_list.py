"""What became of her invitations; taking back, sending again."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from members import invitation_letters
from members.models import Group, Invitation, Member
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/invitations/"
pytestmark = pytest.mark.django_db


def age(invitation: Invitation, days: int) -> None:
    """As if it had been sent so many days ago."""
    Invitation.objects.filter(pk=invitation.pk).update(
        created_at=timezone.now() - dt.timedelta(days),
        letter_asked_at=timezone.now() - dt.timedelta(days),
        expires_at=timezone.now() + dt.timedelta(14 - days),
    )


def again(who: Member, invitation: Invitation) -> str:
    response = client_of(who).post(f"{URL}{invitation.pk}/again/", follow=True)
    return str(response.content.decode())


def test_she_sees_her_own_and_nobody_elses(bintou: Member, efua: Member) -> None:
    make.make_invitation(bintou, "hers@x.org")
    make.make_invitation(efua, "anothers@x.org")
    page = client_of(bintou).get(URL).content.decode()
    assert "hers@x.org" in page
    assert "anothers@x.org" not in page


def test_who_may_not_invite_is_told_why(amina: Member) -> None:
    response = client_of(amina).get(URL)
    assert response.status_code == 403
    assert "Invitations are sent by focal points" in response.content.decode()


def test_a_member_finds_the_way_there_only_if_she_may_invite(amina: Member) -> None:
    assert 'href="/invitations/"' not in client_of(amina).get("/me/").content.decode()
    make.make_focal_point(amina)
    assert 'href="/invitations/"' in client_of(amina).get("/me/").content.decode()


def test_they_are_counted_and_narrowed_by_standing(bintou: Member, chidi: Member) -> None:
    make.make_invitation(bintou, "open@x.org")
    over, _key = make.make_invitation(bintou, "over@x.org")
    age(over, 15)
    now = timezone.now()
    make.make_invitation(bintou, "back@x.org", status="revoked", closed_at=now)
    make.make_invitation(bintou, "in@x.org", status="accepted", closed_at=now, accepted_by=chidi)
    client = client_of(bintou)
    response = client.get(URL)
    assert {value: n for value, _label, n in response.context["counts"]} == {
        "open": 1,
        "accepted": 1,
        "revoked": 1,
        "expired": 1,
    }
    for status, address in (
        ("open", "open@x.org"),
        ("expired", "over@x.org"),
        ("revoked", "back@x.org"),
        ("accepted", "in@x.org"),
    ):
        shown = client.get(URL, {"status": status}).context["page"]
        assert [one.address for one in shown] == [address]
    found = client.get(URL, {"q": "BACK@"}).context["page"]
    assert [one.address for one in found] == ["back@x.org"]


@pytest.mark.parametrize("query", ["status=nothing", "page=99", "page=x", "q=%00", "q=%25"])
def test_an_odd_question_is_answered(bintou: Member, query: str) -> None:
    make.make_invitation(bintou)
    assert client_of(bintou).get(f"{URL}?{query}").status_code == 200


def test_what_is_taken_back_opens_nothing(bintou: Member) -> None:
    invitation, key = make.make_invitation(bintou)
    client = client_of(bintou)
    client.post(f"{URL}{invitation.pk}/revoke/")
    invitation.refresh_from_db()
    assert (invitation.status, invitation.closed_at is None) == ("revoked", False)
    assert client_of().get(f"{URL}{key}/").status_code == 404
    page = client.post(f"{URL}{invitation.pk}/revoke/", follow=True).content.decode()
    assert "answered or over already" in page


@pytest.mark.parametrize("deed", ["revoke", "again"])
def test_nobody_touches_the_invitation_of_another(bintou: Member, efua: Member, deed: str) -> None:
    invitation, _key = make.make_invitation(bintou)
    age(invitation, 2)
    assert client_of(efua).post(f"{URL}{invitation.pk}/{deed}/").status_code == 404
    invitation.refresh_from_db()
    assert (invitation.status, invitation.letters) == ("open", 1)


def test_sending_again_gives_fourteen_more_days_and_the_first_link_still_works(
    bintou: Member, run_jobs: Callable[[], int]
) -> None:
    invitation, key = make.make_invitation(bintou)
    age(invitation, 13)
    assert "is on its way" in again(bintou, invitation)
    run_jobs()
    invitation.refresh_from_db()
    assert invitation.letters == 2
    assert invitation.expires_at > timezone.now() + dt.timedelta(13)
    assert Letter.objects.get().address == invitation.address
    assert invitation.keys.count() == 2
    assert client_of().get(f"{URL}{key}/").status_code == 302


def test_one_that_is_over_can_be_sent_again(bintou: Member) -> None:
    invitation, _key = make.make_invitation(bintou)
    age(invitation, 20)
    invitation_letters.close_expired()
    again(bintou, invitation)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.closed_at) == ("open", None)


def test_not_when_the_same_address_has_another_open_one(bintou: Member) -> None:
    first, _key = make.make_invitation(bintou, "a@x.org")
    age(first, 20)
    invitation_letters.close_expired()
    make.make_invitation(bintou, "a@x.org")
    assert "answered or taken back already" in again(bintou, first)
    first.refresh_from_db()
    assert (first.status, first.letters) == ("expired", 1)


def test_not_on_the_same_day_and_not_a_fourth_time(bintou: Member) -> None:
    invitation, _key = make.make_invitation(bintou)
    assert "Please wait" in again(bintou, invitation)
    age(invitation, 2)
    Invitation.objects.update(letters=3)
    assert "Please wait" in again(bintou, invitation)
    invitation.refresh_from_db()
    assert invitation.letters == 3


def test_not_by_somebody_whose_term_is_over(efua: Member, bintou: Member, africa: Group) -> None:
    invitation, _key = make.make_invitation(efua, group=africa)
    age(invitation, 2)
    efua.terms.update(ends_on=timezone.localdate() - dt.timedelta(2))
    assert client_of(efua).post(f"{URL}{invitation.pk}/again/").status_code == 403
    invitation.refresh_from_db()
    assert invitation.letters == 1
