"""Inviting many at once: what could be read goes, what could not stays in the box."""

import datetime as dt
import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import invitations
from members.models import Group, Invitation, Member, Organization
from members.notices.models import Letter
from tests import make
from tests.cast import client_of

URL = "/invitations/new/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def focal(amina: Member) -> Member:
    """Amina, as focal point of organization A."""
    return make.make_focal_point(amina)


def answers(addresses: str, **kw: object) -> dict[str, object]:
    return {
        "addresses": addresses,
        "organization": "",
        "group": "",
        "words": "",
        "language": "en",
    } | kw


def box(page: str) -> str:
    found = re.search(r"<textarea name=\"addresses\".*?>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1].strip()


def test_a_focal_point_invites_to_her_own_organization(
    focal: Member, organization_a: Organization
) -> None:
    form = answers("N@x.org, b@x.org", organization=organization_a.pk, words="Come!")
    response = client_of(focal).post(URL, form)
    assert response["Location"] == "/invitations/"
    sent = Invitation.objects.order_by("address")
    assert [one.address for one in sent] == ["b@x.org", "n@x.org"]
    assert {one.organization for one in sent} == {organization_a}
    assert {(one.invited_by, one.words, one.group) for one in sent} == {(focal, "Come!", None)}


@pytest.mark.parametrize("which", ["organization_b", "none"])
def test_a_focal_point_cannot_invite_for_another_or_for_none(
    focal: Member, organization_b: Organization, which: str
) -> None:
    chosen = organization_b.pk if which == "organization_b" else ""
    response = client_of(focal).post(URL, answers("n@x.org", organization=chosen))
    assert response.status_code == 422
    assert "organization" in response.context["form"].errors
    assert box(response.content.decode()) == "n@x.org"
    assert not Invitation.objects.exists()


def test_a_focal_point_cannot_name_a_group(
    focal: Member, organization_a: Organization, africa: Group
) -> None:
    form = answers("n@x.org", organization=organization_a.pk, group=africa.pk)
    client_of(focal).post(URL, form)
    assert Invitation.objects.get().group is None


def test_a_former_focal_point_cannot_invite(focal: Member) -> None:
    focal.affiliations.update(until=timezone.localdate())
    assert client_of(focal).post(URL, answers("n@x.org")).status_code == 403


def test_a_facilitator_invites_to_her_own_group_only(
    efua: Member, africa: Group, europe: Group
) -> None:
    client = client_of(efua)
    assert client.post(URL, answers("n@x.org", group=africa.pk)).status_code == 302
    refused = client.post(URL, answers("m@x.org", group=europe.pk))
    assert refused.status_code == 422
    assert Invitation.objects.get().group == africa


def test_the_day_after_her_term_she_cannot(efua: Member, africa: Group) -> None:
    efua.terms.update(ends_on=timezone.localdate() - dt.timedelta(2))
    assert client_of(efua).get(URL).status_code == 403
    assert client_of(efua).post(URL, answers("n@x.org")).status_code == 403
    with pytest.raises(invitations.NotAllowed):
        invitations.invite(by=Member.objects.get(pk=efua.pk), addresses=["n@x.org"], group=africa)


def test_staff_invite_wherever_they_like(
    bintou: Member, europe: Group, organization_b: Organization
) -> None:
    form = answers("n@x.org", organization=organization_b.pk, group=europe.pk)
    assert client_of(bintou).post(URL, form).status_code == 302
    one = Invitation.objects.get()
    assert (one.organization, one.group) == (organization_b, europe)


def test_nobody_invites_for_an_organization_that_is_only_proposed(bintou: Member) -> None:
    proposed = make.make_organization(status=Organization.Status.PROPOSED)
    response = client_of(bintou).post(URL, answers("n@x.org", organization=proposed.pk))
    assert response.status_code == 422


def test_the_good_ones_go_and_the_others_stay_with_a_reason(bintou: Member) -> None:
    response = client_of(bintou).post(URL, answers("a@x.org\nwrong@\nb@x.org, nobody.x.org"))
    page = response.content.decode()
    assert response.status_code == 200
    assert Invitation.objects.count() == 2
    assert box(page) == "wrong@\nnobody.x.org"
    assert "2 invitations are on their way." in page
    assert "There is nothing after the @." in page
    assert re.search(r"Line 2.*wrong@", page)


def test_where_nothing_could_be_read_everything_stays(bintou: Member) -> None:
    typed = "wrong@\nnobody.x.org"
    response = client_of(bintou).post(URL, answers(typed, words="Come & see"))
    page = response.content.decode()
    assert response.status_code == 422
    assert box(page) == typed
    assert "Come &amp; see" in page
    assert "There is no @ in it." in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"addresses": ""},
        {"language": "xx"},
        {"group": "999999"},
        {"organization": "x"},
        {"words": "a" * 1_001},
    ],
)
def test_a_mistake_elsewhere_sends_nothing_and_loses_nothing(
    bintou: Member, wrong: dict[str, str]
) -> None:
    response = client_of(bintou).post(URL, answers("a@x.org\nb@x.org") | wrong)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == wrong.keys()
    assert box(response.content.decode()) == wrong.get("addresses", "a@x.org\nb@x.org")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("text", ["a@x.org\n" * 70_000, ",<" * 20_000])
def test_a_list_that_is_too_long_is_refused_kindly(bintou: Member, text: str) -> None:
    response = client_of(bintou).post(URL, answers(text))
    assert response.status_code == 422
    assert "Please send it in two parts" in response.content.decode()


def test_five_thousand_addresses_half_of_them_malformed(bintou: Member) -> None:
    """Answered within two seconds; nothing is lost."""
    good = [f"Name {n} <good-{n}@Example.org>" for n in range(2_500)]
    bad = [f"bad-{n}@@example.org" for n in range(2_500)]
    text = "\n".join(line for pair in zip(good, bad, strict=True) for line in pair)
    client = client_of(bintou)
    client.get(URL)
    begun = time.perf_counter()
    response = client.post(URL, answers(text))
    took = time.perf_counter() - begun
    page = response.content.decode()
    assert Invitation.objects.count() == 2_500
    assert box(page).splitlines() == bad
    assert page.count("There is more than one @ in it.") == 2_500
    assert took < 2, took


def test_whom_she_has_invited_already_is_not_written_to_again(
    bintou: Member, organization_a: Organization
) -> None:
    client = client_of(bintou)
    client.post(URL, answers("a@x.org"))
    response = client.post(URL, answers("A@x.org b@x.org b@x.org"), follow=True)
    page = response.content.decode()
    assert Invitation.objects.count() == 2
    assert "1 address has an open invitation from you already." in page
    assert "1 address stood there more than once." in page
    client.post(URL, answers("a@x.org", organization=organization_a.pk))
    assert Invitation.objects.filter(address="a@x.org").count() == 2


def test_an_invitation_that_is_over_does_not_stand_in_the_way(bintou: Member) -> None:
    over, _key = make.make_invitation(bintou, "a@x.org")
    long_ago = timezone.now() - dt.timedelta(20)
    Invitation.objects.update(created_at=long_ago, expires_at=long_ago + dt.timedelta(14))
    client_of(bintou).post(URL, answers("a@x.org"))
    over.refresh_from_db()
    assert over.status == "expired"
    assert Invitation.objects.filter(status="open").count() == 1


def test_beyond_the_ceiling_of_a_day_the_rest_stays_in_the_box(
    efua: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MOST_A_DAY", 3)
    client = client_of(efua)
    client.post(URL, answers("a@x.org b@x.org"))
    page = client.post(URL, answers("c@x.org\nd@x.org\ne@x.org")).content.decode()
    assert Invitation.objects.count() == 3
    assert box(page) == "d@x.org\ne@x.org"
    assert "2 addresses have not been written to" in page
    yesterday = timezone.now() - dt.timedelta(hours=25)
    Invitation.objects.update(letter_asked_at=yesterday)
    client.post(URL, answers("d@x.org\ne@x.org"))
    assert Invitation.objects.count() == 5


def test_known_addresses_are_answered_like_any_other(
    bintou: Member, chidi: Member, dara: Member, femi: Member
) -> None:
    """In the answer, in the list, and by the number of questions to the database."""
    declined = make.make_member(status=Member.Status.DECLINED)
    left = make.make_member(status=Member.Status.LEFT)
    client = client_of(bintou)

    def seen(address: str) -> tuple[int, str, str]:
        response = client.post(URL, answers(address))
        page = client.get("/invitations/").content.decode()
        page = re.sub(r"csrfmiddlewaretoken\" value=\"\w+|/invitations/\d+/", "", page)
        Invitation.objects.all().delete()
        return response.status_code, response["Location"], page.replace(address, "")

    of_unknown = seen("nobody@example.org")
    for person in (chidi, dara, femi, declined, left):
        assert seen(person.email) == of_unknown, person.status
    assert not Letter.objects.exists()


def test_a_known_address_costs_as_many_questions_as_another(bintou: Member, chidi: Member) -> None:
    client = client_of(bintou)
    client.post(URL, answers("first@example.org"))
    costs = []
    for address in ("nobody@example.org", chidi.email):
        with CaptureQueriesContext(connection) as captured:
            client.post(URL, answers(address))
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert Invitation.objects.count() == 3
