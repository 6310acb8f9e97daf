"""The key of an invitation stands in the letter and nowhere else; two clicks at once are one."""

import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from members import invitations
from members.models import Application, Invitation, Member
from members.models.invitations import digest_of
from tests import make
from tests.cast import client_of

from .test_invitation_accept import URL, answers


def together(deeds: list[Callable[[], object]]) -> list[object]:
    def do(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except Exception as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.mark.django_db
def test_no_page_after_the_first_carries_the_key(bintou: Member) -> None:
    _one, key = make.make_invitation(bintou)
    client = client_of()
    first = client.get(f"/invitations/{key}/")
    assert (first.status_code, first["Location"]) == (302, URL)
    assert first["Referrer-Policy"] == "no-referrer"
    page = client.get(URL)
    assert key not in page.content.decode()
    for response in (first, page, client.get("/invitations/nothing/")):
        assert "no-store" in response["Cache-Control"]
    # Forms are refused from a page that says nothing of where they come from.
    assert page["Referrer-Policy"] == "strict-origin"
    assert all(key not in str(one.get_decoded()) for one in Session.objects.all())


@pytest.mark.django_db
def test_the_log_tells_no_key(bintou: Member) -> None:
    _one, key = make.make_invitation(bintou)
    heard = io.StringIO()
    console = logging.getLogger().handlers
    ours = [one for one in console if getattr(one, "name", "") == "console"]
    assert ours, "The settings' handler is not at work."
    before = ours[0].setStream(heard)
    try:
        client_of().get(f"/invitations/{key[:-1]}/")
        client_of().post(f"/invitations/{key}/")
        client_of().get(f"/account/password/reset/key/{key}")
        logging.getLogger("cop_portal.views").error("Error at /invitations/%s/", key)
        client_of().get("/nowhere/")
    finally:
        ours[0].setStream(before)
    said = heard.getvalue()
    assert "/nowhere/" in said
    assert "/invitations/…" in said
    assert key[:-1] not in said


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused(bintou: Member) -> None:
    _one, key = make.make_invitation(bintou)
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/invitations/{key}/")
    assert strict.post(URL, answers()).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_member() -> None:
    staff = make.make_member(is_staff=True)
    _one, key = make.make_invitation(staff, "n@x.org", organization=make.make_organization())
    browsers = [Client() for _n in range(4)]
    for browser in browsers:
        browser.get(f"/invitations/{key}/")
    done = together([lambda b=b: b.post(URL, answers()).status_code for b in browsers])
    assert sorted(done) == [302, 404, 404, 404]
    assert Member.objects.filter(email="n@x.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_newcomers_of_one_name_at_once_both_come_in() -> None:
    staff = make.make_member(is_staff=True)
    place = make.make_organization()
    keys = [make.make_invitation(staff, organization=place)[1] for _n in range(4)]
    facts = {
        "name": "Nadia",
        "country": "MA",
        "organization": None,
        "password": "",
        "charter": None,
    }
    done = together([lambda k=k: invitations.join(digest=digest_of(k), **facts) for k in keys])
    assert [one for one in done if not isinstance(one, Member)] == []
    assert Member.objects.filter(name="Nadia").values("handle").distinct().count() == 4


@pytest.mark.django_db(transaction=True)
def test_accepting_and_taking_back_at_once_have_one_outcome() -> None:
    staff = make.make_member(is_staff=True)
    group = make.make_group()
    for _n in range(5):
        member = make.make_member()
        invitation, key = make.make_invitation(staff, member.email, group=group)
        done = together(
            [
                lambda k=key, m=member: invitations.accept(digest=digest_of(k), member=m),
                lambda i=invitation: invitations.revoke(invitation=i),
            ]
        )
        invitation.refresh_from_db()
        assert done.count(invitations.NotOpen) == 1
        joined = member.memberships.filter(group=group).exists()
        assert joined is (invitation.status == "accepted")


@pytest.mark.django_db(transaction=True)
def test_an_applicant_who_accepts_twice_at_once_is_admitted_once() -> None:
    staff = make.make_member(is_staff=True)
    make.make_community()
    applicant = make.make_member(status="applied")
    make.make_application(applicant)
    _one, key = make.make_invitation(staff, applicant.email)
    deed = lambda: invitations.accept(digest=digest_of(key), member=applicant)  # noqa: E731
    done = together([deed, deed, deed])
    assert done.count(invitations.NotOpen) == 2
    assert Application.objects.get().decision == "admitted"
    assert applicant.affiliations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_list_sent_twice_at_once_is_sent_once() -> None:
    staff = make.make_member(is_staff=True)
    addresses = [f"n{n}@x.org" for n in range(50)]
    done = together([lambda: invitations.invite(by=staff, addresses=addresses)] * 3)
    assert sorted(len(one.sent) for one in done) == [0, 0, 50]
    assert Invitation.objects.count() == 50


def test_the_settings_hush_keys_in_every_line() -> None:
    handler = settings.LOGGING["handlers"]["console"]
    assert "without_keys" in handler["filters"]
