"""Coming in by an invitation: a newcomer, a member, an applicant, and those who may not."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from members import invitations
from members.models import (
    Acceptance,
    CharterVersion,
    Group,
    Invitation,
    Member,
    Organization,
)
from members.models.invitations import digest_of
from tests import make
from tests.cast import client_of

URL = "/invitations/accept/"
NOTHING = "This invitation does not open"
pytestmark = pytest.mark.django_db


@pytest.fixture
def charter(db: None) -> CharterVersion:
    return make.make_charter(en="We *listen* first.")


@pytest.fixture
def focal(amina: Member) -> Member:
    return make.make_focal_point(amina)


def answers(**kw: Any) -> dict[str, Any]:
    facts = {"name": "Nadia Benali", "password": make.PASSWORD, "country": "MA", "charter": "on"}
    return facts | kw


def opened(key: str, person: Member | None = None) -> Client:
    """A browser that has opened the link of the letter."""
    client = client_of(person)
    client.get(f"/invitations/{key}/")
    return client


def hers(person: Member) -> Member:
    return Member.objects.get(pk=person.pk)


def test_the_newcomer_reads_who_invites_her_to_what(
    efua: Member, africa: Group, charter: CharterVersion, organization_a: Organization
) -> None:
    _one, key = make.make_invitation(
        efua, group=africa, organization=organization_a, words="Come & <see>"
    )
    page = opened(key).get(URL).content.decode()
    for said in ("Efua invites you", "Africa", "Association A", "Come &amp; &lt;see&gt;"):
        assert said in page
    assert "We <em>listen</em> first." in page


def test_she_is_a_member_at_once(
    focal: Member, charter: CharterVersion, organization_a: Organization, community: Group
) -> None:
    invitation, key = make.make_invitation(focal, "nadia@example.org", organization=organization_a)
    client = opened(key)
    response = client.post(URL, answers())
    assert response["Location"] == "/me/welcome/"
    nadia = Member.objects.get(email="nadia@example.org")
    assert (nadia.status, nadia.name, nadia.country.code) == ("active", "Nadia Benali", "MA")
    assert nadia.check_password(make.PASSWORD)
    assert get_user(client).pk == nadia.pk
    assert client.get("/me/welcome/").status_code == 200
    address = EmailAddress.objects.get(user=nadia)
    assert (address.verified, address.primary) == (True, True)
    assert Acceptance.objects.get(member=nadia).version == charter
    assert nadia.organization == organization_a
    assert nadia.group_ids == {community.pk}
    invitation.refresh_from_db()
    assert (invitation.status, invitation.accepted_by) == ("accepted", nadia)


def test_she_comes_into_the_group_as_well(
    efua: Member, africa: Group, community: Group, organization_b: Organization
) -> None:
    _one, key = make.make_invitation(efua, group=africa)
    opened(key).post(URL, answers(organization=organization_b.pk))
    nadia = Member.objects.get(name="Nadia Benali")
    assert nadia.group_ids == {africa.pk, community.pk}
    assert nadia.organization == organization_b


def test_she_proposes_her_organization_where_the_invitation_leaves_it_open(efua: Member) -> None:
    _one, key = make.make_invitation(efua)
    client = opened(key)
    refused = client.post(URL, answers())
    assert refused.status_code == 422
    assert "organization" in refused.context["form"].errors
    client.post(URL, answers(new_organization="Maison des femmes"))
    proposed = Member.objects.get(name="Nadia Benali").organization
    assert proposed is not None
    assert (proposed.name, proposed.status) == ("Maison des femmes", "proposed")


def test_without_a_password_she_comes_in_by_codes(
    focal: Member, organization_a: Organization
) -> None:
    _one, key = make.make_invitation(focal, organization=organization_a)
    opened(key).post(URL, answers(password=""))
    assert not Member.objects.get(name="Nadia Benali").has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"password": "short"}, "password"),
        ({"password": "nadia.benali@x"}, "password"),
        ({"country": "XX"}, "country"),
        ({"charter": ""}, "charter"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    focal: Member,
    charter: CharterVersion,
    organization_a: Organization,
    wrong: dict[str, str],
    field: str,
) -> None:
    _one, key = make.make_invitation(focal, "nadia.benali@x.org", organization=organization_a)
    client = opened(key)
    response = client.post(URL, answers() | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert field == "name" or "Nadia Benali" in page
    assert make.PASSWORD not in page
    assert not Member.objects.filter(email="nadia.benali@x.org").exists()
    assert client.post(URL, answers()).status_code == 302


@pytest.mark.parametrize("name", ["Ж", "أ", "李", "N" * 150, "=cmd|' /C calc'!A0"])
def test_names_of_every_kind_come_in(
    focal: Member, organization_a: Organization, name: str
) -> None:
    _one, key = make.make_invitation(focal, "n@x.org", organization=organization_a)
    assert opened(key).post(URL, answers(name=name)).status_code == 302
    assert Member.objects.get(email="n@x.org").name == name


def test_what_nobody_sees_does_not_stay_in_a_name(
    focal: Member, organization_a: Organization
) -> None:
    _one, key = make.make_invitation(focal, "n@x.org", organization=organization_a)
    opened(key).post(URL, answers(name="\u202eNa\x00dia\u2066 "))
    assert Member.objects.get(email="n@x.org").name == "Nadia"


def test_she_cannot_come_in_by_another_address_or_with_more_rights(
    focal: Member, organization_a: Organization, organization_b: Organization
) -> None:
    _one, key = make.make_invitation(focal, "n@x.org", organization=organization_a)
    more = {"email": "other@x.org", "is_staff": "on", "organization": organization_b.pk}
    opened(key).post(URL, answers(**more))
    nadia = Member.objects.get(name="Nadia Benali")
    assert (nadia.email, nadia.is_staff) == ("n@x.org", False)
    assert nadia.organization == organization_a


def test_it_opens_once(focal: Member, organization_a: Organization) -> None:
    _one, key = make.make_invitation(focal, organization=organization_a)
    waiting = opened(key)
    opened(key).post(URL, answers())
    members = Member.objects.count()
    late = waiting.post(URL, answers(name="Other"))
    assert late.status_code == 404
    assert NOTHING in late.content.decode()
    assert client_of().get(f"/invitations/{key}/").status_code == 404
    assert Member.objects.count() == members


def test_used_expired_revoked_tampered_and_invented_keys_are_answered_alike(
    bintou: Member, chidi: Member, focal: Member
) -> None:
    now = timezone.now()
    keys = {}
    _one, good = make.make_invitation(bintou)
    _one, keys["used"] = make.make_invitation(
        bintou, status="accepted", accepted_by=chidi, closed_at=now
    )
    _one, keys["revoked"] = make.make_invitation(bintou, status="revoked", closed_at=now)
    ended = {"created_at": now - dt.timedelta(14), "expires_at": now - dt.timedelta(seconds=1)}
    _one, keys["over"] = make.make_invitation(bintou, **ended)
    _one, keys["of a suspended person"] = make.make_invitation(focal)
    Member.objects.filter(pk=focal.pk).update(status="suspended")
    keys |= {"tampered": good[:-1] + ("A" if good[-1] != "A" else "B"), "digest": digest_of(good)}
    keys |= {"short": "x", "odd": "%00%ff", "capitals": good.swapcase(), "long": "a" * 5_000}
    pages = set()
    for kind, key in keys.items():
        response = client_of().get(f"/invitations/{key}/")
        assert response.status_code == 404, kind
        page = response.content.decode()
        pages.add(re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", page))
    assert len(pages) == 1
    assert NOTHING in pages.pop()
    assert client_of().get(URL).status_code == 404
    assert client_of().get(f"/invitations/{good}/").status_code == 302


def test_who_tries_many_keys_has_to_wait(bintou: Member) -> None:
    _one, good = make.make_invitation(bintou)
    client = client_of()
    for n in range(20):
        assert client.get(f"/invitations/guess-{n}/").status_code == 404
    assert client.get("/invitations/guess-20/").status_code == 429
    assert client.get(f"/invitations/{good}/").status_code == 429


def test_opening_the_link_is_no_deed(bintou: Member, chidi: Member, africa: Group) -> None:
    """Programs that check mails follow every link."""
    invitation, key = make.make_invitation(bintou, chidi.email, group=africa)
    client = opened(key, chidi)
    client.get(URL)
    invitation.refresh_from_db()
    assert invitation.status == "open"
    assert africa.pk not in hers(chidi).group_ids


def test_a_member_joins_the_group(bintou: Member, chidi: Member, africa: Group) -> None:
    invitation, key = make.make_invitation(bintou, chidi.email, group=africa)
    client = opened(key, chidi)
    assert "Accept the invitation" in client.get(URL).content.decode()
    page = client.post(URL, follow=True).content.decode()
    assert "You belong to “Africa” now." in page
    assert africa.pk in hers(chidi).group_ids
    invitation.refresh_from_db()
    assert invitation.accepted_by == chidi


def test_who_left_the_group_comes_back(bintou: Member, chidi: Member, africa: Group) -> None:
    make.make_membership(chidi, africa, status="left")
    _one, key = make.make_invitation(bintou, chidi.email, group=africa)
    opened(key, chidi).post(URL)
    assert africa.pk in hers(chidi).group_ids


def test_a_member_who_would_change_her_organization_is_told_before(
    focal: Member, chidi: Member, organization_a: Organization, organization_b: Organization
) -> None:
    _one, key = make.make_invitation(focal, chidi.email, organization=organization_a)
    client = opened(key, chidi)
    page = client.get(URL).content.decode()
    assert "So far you are here as somebody who works for Büro B." in page
    client.post(URL)
    assert hers(chidi).organization == organization_a
    former = chidi.affiliations.get(organization=organization_b)
    assert former.until == timezone.localdate()


def test_who_is_there_already_is_told_so(bintou: Member, amina: Member, africa: Group) -> None:
    _one, key = make.make_invitation(bintou, amina.email, group=africa)
    client = opened(key, amina)
    assert "You are there already." in client.get(URL).content.decode()
    assert client.post(URL).status_code == 200


def test_who_is_known_has_to_log_in_and_comes_back(
    bintou: Member, chidi: Member, africa: Group
) -> None:
    _one, key = make.make_invitation(bintou, chidi.email, group=africa)
    client = opened(key)
    page = client.get(URL).content.decode()
    assert "You have an account here already." in page
    assert key not in page
    assert client.post(URL, answers()).status_code == 200
    assert Member.objects.get(email=chidi.email).name == "Chidi"
    login = f"/account/login/?next={URL}"
    assert login in page
    back = client.post(login, {"login": chidi.email, "password": make.PASSWORD, "next": URL})
    assert back["Location"] == URL
    assert "Accept the invitation" in client.get(URL).content.decode()


def test_another_person_cannot_use_it(
    bintou: Member, chidi: Member, amina: Member, africa: Group
) -> None:
    invitation, key = make.make_invitation(bintou, chidi.email, group=africa, words="For Chidi")
    client = opened(key, amina)
    for response in (client.get(URL), client.post(URL), client.post(URL, answers())):
        page = response.content.decode()
        assert "This invitation is for another address" in page
        assert chidi.email not in page
        assert "For Chidi" not in page
    with pytest.raises(invitations.NotForHer):
        invitations.accept(digest=digest_of(key), member=amina)
    invitation.refresh_from_db()
    assert invitation.status == "open"


def test_a_confirmed_second_address_counts_and_an_unconfirmed_one_does_not(
    bintou: Member, chidi: Member, africa: Group
) -> None:
    second = EmailAddress.objects.create(user=chidi, email="chidi@second.org", verified=False)
    _one, key = make.make_invitation(bintou, "chidi@second.org", group=africa)
    client = opened(key, chidi)
    assert "for another address" in client.get(URL).content.decode()
    second.verified = True
    second.save()
    client.post(URL)
    assert africa.pk in hers(chidi).group_ids


def test_an_applicant_is_admitted(
    bintou: Member, dara: Member, organization_a: Organization
) -> None:
    _one, key = make.make_invitation(bintou, dara.email)
    client = opened(key, dara)
    assert client.post(URL)["Location"] == "/me/welcome/"
    assert hers(dara).status == "active"
    application = dara.applications.get()
    assert (application.decision, application.decided_by) == ("admitted", bintou)
    assert hers(dara).organization == organization_a


def test_a_suspended_person_does_not_come_in(bintou: Member, femi: Member, africa: Group) -> None:
    _one, key = make.make_invitation(bintou, femi.email, group=africa)
    client = client_of(femi)
    assert client.get(f"/invitations/{key}/")["Location"] == "/me/application/"
    assert client.post(URL)["Location"] == "/me/application/"
    anonymous = opened(key)
    assert "You have an account here already." in anonymous.get(URL).content.decode()
    assert anonymous.post(URL, answers()).status_code == 200
    assert hers(femi).status == "suspended"
    assert hers(femi).name == "Femi"
    with pytest.raises(invitations.NotForHer):
        invitations.accept(digest=digest_of(key), member=femi)


@pytest.mark.parametrize("status", ["declined", "left"])
def test_neither_does_one_who_was_declined_or_has_left(bintou: Member, status: str) -> None:
    person = make.make_member(status=status)
    _one, key = make.make_invitation(bintou, person.email)
    if status == "declined":
        client = opened(key, person)
        assert "An invitation does not change this" in client.get(URL).content.decode()
        client.post(URL)
    opened(key).post(URL, answers())
    with pytest.raises(invitations.NotForHer):
        invitations.accept(digest=digest_of(key), member=person)
    assert hers(person).status == status
    assert Invitation.objects.get().status == "open"


def test_who_registers_meanwhile_has_to_log_in(focal: Member, organization_a: Organization) -> None:
    _one, key = make.make_invitation(focal, "n@x.org", organization=organization_a)
    client = opened(key)
    client.get(URL)
    make.make_member(email="n@x.org", status="applied", confirmed=False)
    page = client.post(URL, answers()).content.decode()
    assert "You have an account here already." in page
    assert Member.objects.get(email="n@x.org").status == "applied"
