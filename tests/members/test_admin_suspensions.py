"""Staff suspend, lift and answer appeals in the administration; nobody about herself."""

import datetime as dt

import pytest
from django.utils import timezone

from members import suspensions
from members.models import Appeal, Member, Suspension
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

LIST = "/admin/members/suspension/"
APPEALS = "/admin/members/appeal/"
WHY = "Passed on minutes."

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db: None) -> Member:
    """Staff, and no superuser."""
    return make.make_member("Clerk", handle="clerk", is_staff=True)


@pytest.fixture
def appeal(femi: Member) -> Appeal:
    return suspensions.appeal(suspension=femi.suspensions.get(), words="I was not there.")


def test_bintou_suspends_amina_from_her_page(bintou: Member, amina: Member) -> None:
    client = client_of(bintou)
    page = client.get(f"/admin/members/member/{amina.pk}/change/").content.decode()
    assert f'href="{LIST}add/?member={amina.pk}"' in page
    day = timezone.localdate() + dt.timedelta(days=30)
    facts = {"member": amina.pk, "reason": WHY, "last_day": day.isoformat()}
    assert client.post(f"{LIST}add/", facts).status_code == 302
    done = Suspension.objects.get()
    assert (done.member, done.by, done.reason, done.last_day) == (amina, bintou, WHY, day)
    amina.refresh_from_db()
    assert amina.status == "suspended"
    page = client.get(f"/admin/members/member/{amina.pk}/change/").content.decode()
    assert f'href="{LIST}?q=amina%40example.org"' in page


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": " \u202e"}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
        ({"member": ""}, "member"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    bintou: Member, amina: Member, facts: dict[str, str], field: str
) -> None:
    asked = {"member": amina.pk, "reason": WHY} | facts
    response = client_of(bintou).post(f"{LIST}add/", asked)
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Suspension.objects.exists()


def test_nobody_suspends_herself_or_somebody_above_her(bintou: Member, clerk: Member) -> None:
    for by, whom in ((bintou, bintou), (clerk, clerk), (clerk, bintou)):
        response = client_of(by).post(f"{LIST}add/", {"member": whom.pk, "reason": WHY})
        assert list(response.context["adminform"].form.errors) == ["member"]
    assert not Suspension.objects.exists()


def test_who_is_not_in_is_not_suspended(bintou: Member, dara: Member, femi: Member) -> None:
    for whom in (dara, femi):
        response = client_of(bintou).post(f"{LIST}add/", {"member": whom.pk, "reason": WHY})
        assert list(response.context["adminform"].form.errors) == ["member"]


def test_what_was_done_stays_as_it_is(bintou: Member, femi: Member) -> None:
    row = f"{LIST}{femi.suspensions.get().pk}"
    assert client_of(bintou).post(f"{row}/change/", {"reason": "Other"}).status_code == 403
    assert client_of(bintou).post(f"{row}/delete/", {"post": "yes"}).status_code == 403


def test_bintou_lifts_it(bintou: Member, femi: Member) -> None:
    client = client_of(bintou)
    row = f"{LIST}{femi.suspensions.get().pk}"
    assert f'href="{row}/lift/"' in client.get(f"{row}/change/").content.decode()
    assert client.get(f"{row}/lift/").status_code == 200
    page = client.post(f"{row}/lift/", {"words": "Welcome back."}, follow=True).content.decode()
    assert "A letter tells Femi" in page
    assert f'href="{row}/lift/"' not in page
    femi.refresh_from_db()
    assert femi.status == "active"
    assert "Lifted." in client.get(f"{row}/history/").content.decode()
    assert "It was over already" in client.post(f"{row}/lift/", follow=True).content.decode()


def test_only_another_superuser_lets_a_superuser_in(bintou: Member, clerk: Member) -> None:
    other = make.make_member("Second", is_staff=True, is_superuser=True)
    row = f"{LIST}{make.make_suspension(bintou, other).pk}"
    assert "/lift/" not in client_of(clerk).get(f"{row}/change/").content.decode()
    assert client_of(clerk).post(f"{row}/lift/").status_code == 403
    assert client_of(other).post(f"{row}/lift/").status_code == 302


def test_an_appeal_is_answered_once(bintou: Member, femi: Member, appeal: Appeal) -> None:
    client = client_of(bintou)
    row = f"{APPEALS}{appeal.pk}"
    assert str(femi) in client.get(f"{APPEALS}?standing=open").content.decode()
    assert f'href="{row}/answer/"' in client.get(f"{row}/change/").content.decode()
    assert "I was not there." in client.get(f"{row}/answer/").content.decode()
    facts = {"words": "The minutes say so.", "outcome": "stays"}
    assert (
        "your answer to Femi" in client.post(f"{row}/answer/", facts, follow=True).content.decode()
    )
    appeal.refresh_from_db()
    assert (appeal.answer, appeal.answered_by) == ("The minutes say so.", bintou)
    assert not client.get(f"{APPEALS}?standing=open").context["cl"].result_list
    assert "over already" in client.post(f"{row}/answer/", facts, follow=True).content.decode()
    assert Letter.objects.filter(kind="appeal_answered").count() == 1


def test_an_answer_lifts_it(bintou: Member, femi: Member, appeal: Appeal) -> None:
    facts = {"words": "You are right.", "outcome": "lifted"}
    client_of(bintou).post(f"{APPEALS}{appeal.pk}/answer/", facts)
    femi.refresh_from_db()
    assert femi.status == "active"


@pytest.mark.parametrize(
    "facts", [{}, {"words": "No."}, {"outcome": "stays"}, {"words": "x" * 6000}]
)
def test_half_an_answer_is_none(bintou: Member, appeal: Appeal, facts: dict[str, str]) -> None:
    response = client_of(bintou).post(f"{APPEALS}{appeal.pk}/answer/", facts)
    assert response.status_code == 422
    assert facts.get("words", "") in response.content.decode()
    appeal.refresh_from_db()
    assert appeal.answered_at is None


def test_who_suspended_her_does_not_answer(bintou: Member, clerk: Member, femi: Member) -> None:
    suspension = femi.suspensions.get()
    Suspension.objects.filter(pk=suspension.pk).update(by=clerk)
    appeal = suspensions.appeal(suspension=suspension, words="I was not there.")
    row = f"{APPEALS}{appeal.pk}"
    facts = {"words": "No.", "outcome": "stays"}
    assert "Somebody else" in client_of(clerk).get(f"{row}/change/").content.decode()
    assert client_of(clerk).get(f"{row}/answer/").status_code == 403
    assert client_of(clerk).post(f"{row}/answer/", facts).status_code == 403
    assert client_of(bintou).post(f"{row}/answer/", facts).status_code == 302
