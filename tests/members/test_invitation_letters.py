"""The letters of invitations: each address gets the one that fits whoever reads it."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from members import invitation_letters, invitations
from members.models import Group, Invitation, InvitationKey, Member, Organization
from members.models.invitations import digest_of
from members.notices.deliver import write_letter
from members.notices.models import Letter
from tests import make

LINK = re.compile(r"http://testserver/invitations/([\w-]+)/")
pytestmark = pytest.mark.django_db


def invite(by: Member, address: str, **kw: object) -> Letter:
    invitations.invite(by=by, addresses=[address], **kw)
    invitation_letters.write_waiting()
    return Letter.objects.get(address=address)


def keys_in(letter: Letter) -> list[str]:
    assert set(LINK.findall(letter.text)) == set(LINK.findall(letter.html))
    return LINK.findall(letter.text)


def test_a_stranger_learns_who_invites_her_to_what_and_why_she_gets_it(
    bintou: Member, africa: Group, organization_a: Organization
) -> None:
    letter = invite(
        bintou,
        "n@x.org",
        group=africa,
        organization=organization_a,
        words="Come <b>!",
        language="fr",
    )
    assert (letter.kind, letter.language, letter.recipient) == ("invitation", "fr", None)
    for said in ("Bintou", "Africa", "Association A", "Come <b>!"):
        assert said in letter.text
    assert "Come &lt;b&gt;!" in letter.html


def test_only_the_digest_of_the_key_is_kept(bintou: Member) -> None:
    letter = invite(bintou, "n@x.org")
    (key,) = keys_in(letter)
    assert len(key) >= 43
    assert InvitationKey.objects.get().digest == digest_of(key)
    assert letter.is_secret


@override_settings(EMAIL_URL="smtp://somewhere")
def test_the_letter_is_wiped_when_it_has_left(bintou: Member, run_jobs: Callable[[], int]) -> None:
    invitations.invite(by=bintou, addresses=["n@x.org"])
    run_jobs()
    (key,) = set(LINK.findall(mail.outbox[0].body))
    letter = Letter.objects.get()
    assert letter.sent_at
    assert key not in letter.text + letter.html
    assert not ProcrastinateJob.objects.filter(args__icontains=key).exists()


def test_a_member_is_invited_to_what_is_new_to_her(
    bintou: Member, chidi: Member, africa: Group
) -> None:
    letter = invite(bintou, chidi.email, group=africa)
    assert (letter.kind, letter.recipient) == ("invitation_member", chidi)
    assert "Africa" in letter.text
    assert len(keys_in(letter)) == 1


def test_a_member_who_is_there_already_gets_no_link(
    bintou: Member, amina: Member, africa: Group
) -> None:
    letter = invite(bintou, amina.email, group=africa)
    assert letter.kind == "invitation_member"
    assert "where you are already" in letter.text
    assert keys_in(letter) == []
    assert not InvitationKey.objects.exists()


def test_an_applicant_need_not_wait(bintou: Member, dara: Member) -> None:
    letter = invite(bintou, dara.email)
    assert letter.kind == "invitation_applicant"
    assert len(keys_in(letter)) == 1


@pytest.mark.parametrize("status", ["suspended", "declined", "left"])
def test_who_is_out_gets_nothing_that_lets_her_in(bintou: Member, status: str) -> None:
    person = make.make_member(status=status)
    letter = invite(bintou, person.email)
    assert letter.kind == "invitation_known"
    assert keys_in(letter) == []
    assert not InvitationKey.objects.exists()


def test_a_member_is_known_by_her_domain_in_either_script(bintou: Member) -> None:
    make.make_member(email="nadia@xn--bro-hoa.example")
    assert invite(bintou, "nadia@büro.example").kind == "invitation_member"


def test_letters_are_in_the_readers_own_language(bintou: Member, chidi: Member) -> None:
    Member.objects.filter(pk=chidi.pk).update(interface_language="fr")
    assert invite(bintou, chidi.email, language="en").language == "fr"


def test_what_is_taken_back_in_time_is_not_written(bintou: Member) -> None:
    invitations.invite(by=bintou, addresses=["n@x.org"])
    invitations.revoke(invitation=Invitation.objects.get())
    assert invitation_letters.write_waiting() == 0
    assert not Letter.objects.exists()


def test_nothing_leaves_in_the_name_of_somebody_who_was_suspended(bintou: Member) -> None:
    invitations.invite(by=bintou, addresses=["n@x.org"])
    Member.objects.filter(pk=bintou.pk).update(status=Member.Status.SUSPENDED)
    assert invitation_letters.write_waiting() == 0


def test_each_is_written_once(bintou: Member, run_jobs: Callable[[], int]) -> None:
    invitations.invite(by=bintou, addresses=["a@x.org", "b@x.org"])
    run_jobs()
    assert invitation_letters.write_waiting() == 0
    assert Letter.objects.count() == 2


def test_a_thousand_letters_cost_few_questions_and_let_others_pass(
    bintou: Member, django_assert_max_num_queries: Callable[..., object]
) -> None:
    invitations.invite(by=bintou, addresses=[f"n{n}@x.org" for n in range(1_000)])
    with django_assert_max_num_queries(80):
        assert invitation_letters.write_waiting() == 1_000
    write_letter("admitted", address=bintou.email, recipient=bintou)
    first = ProcrastinateJob.objects.filter(task_name="notices.send_letter")
    letter = Letter.objects.get(kind="admitted")
    assert first.order_by("-priority", "pk")[0].args == {"letter_id": letter.pk}


def due(days_left: float, **kw: object) -> None:
    ends = timezone.now() + dt.timedelta(days=days_left)
    Invitation.objects.update(created_at=ends - dt.timedelta(14), expires_at=ends, **kw)


def test_who_has_not_answered_is_reminded_once_four_days_before_the_end(bintou: Member) -> None:
    _invitation, first = make.make_invitation(bintou, "n@x.org")
    due(5)
    assert invitation_letters.remind() == 0
    due(3.9)
    assert invitation_letters.remind() == 1
    assert invitation_letters.remind() == 0
    letter = Letter.objects.get()
    assert letter.kind == "invitation_reminder"
    (key,) = keys_in(letter)
    for one in (first, key):
        assert Invitation.objects.opened_by(digest_of(one)) is not None


def test_who_has_answered_or_cannot_come_in_is_not_reminded(
    bintou: Member, chidi: Member, femi: Member
) -> None:
    now = timezone.now()
    make.make_invitation(bintou, "in@x.org", status="accepted", accepted_by=chidi, closed_at=now)
    make.make_invitation(bintou, "back@x.org", status="revoked", closed_at=now)
    make.make_invitation(bintou, chidi.email)
    make.make_invitation(bintou, femi.email)
    due(2)
    invitation_letters.remind()
    assert not Letter.objects.exists()


def test_what_is_over_is_closed_and_forgotten_after_ninety_days(
    bintou: Member, chidi: Member
) -> None:
    make.make_invitation(bintou, "n@x.org")
    long_ago = timezone.now() - dt.timedelta(91)
    make.make_invitation(
        bintou, "in@x.org", status="accepted", accepted_by=chidi, closed_at=long_ago
    )
    due(-1)
    assert invitation_letters.close_expired() == 1
    assert invitation_letters.forget_old() == 0
    Invitation.objects.update(closed_at=long_ago)
    assert invitation_letters.forget_old() == 1
    assert Invitation.objects.get().status == "accepted"
