"""Deeds about an application that is not decided yet, or that may be made once more."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone

from . import actions
from .access import can_admit, may_apply_again_at
from .domains import is_free_mail, of_address, with_those_above
from .models import (
    Acceptance,
    Application,
    ApplicationQuestion,
    CharterVersion,
    Member,
    Organization,
    OrganizationDomain,
)
from .notices.deliver import write_letter


class AlreadyAsked(Exception):
    """A question waits for her answer."""


class AlreadyAnswered(Exception):
    """From another window, perhaps."""


class NotNow(Exception):
    """Her application does not stand so that this could be done."""


@transaction.atomic
def ask(*, application: Application, by: Member, text: str) -> ApplicationQuestion:
    """Ask the applicant, and tell her. Raises AlreadyDecided and AlreadyAsked."""
    fresh = actions.lock_open(application)
    if fresh.questions.waiting().exists():
        raise AlreadyAsked
    question = fresh.questions.create(text=text, asked_by=by)
    member = fresh.member
    write_letter(
        "applicant_asked", address=member.email, recipient=member, context={"question": text}
    )
    return question


@transaction.atomic
def answer(*, question: ApplicationQuestion, text: str) -> None:
    """Her answer; who asked is told, if she still may decide.

    Raises AlreadyDecided and AlreadyAnswered.
    """
    fresh = actions.lock_open(question.application)
    waiting = fresh.questions.waiting().filter(pk=question.pk)
    if not waiting.update(answer=text, answered_at=timezone.now()):
        raise AlreadyAnswered
    asker = question.asked_by
    if asker.status == Member.Status.ACTIVE and can_admit(asker, fresh):
        context = {
            "sender": fresh.member.name,
            "question": question.text,
            "answer": text,
            "url": settings.BASE_URL + reverse("admin:members_application_change", args=[fresh.pk]),
        }
        write_letter("applicant_answered", address=asker.email, recipient=asker, context=context)


@transaction.atomic
def name_organization(*, application: Application, organization: Organization, why: str) -> None:
    """Who left her organization says where she works now.

    Raises AlreadyDecided, and NotNow if she has named one.
    """
    fresh = actions.lock_open(application)
    if fresh.organization_id is not None:
        raise NotNow
    fresh.organization, fresh.why = organization, why
    fresh.save(update_fields=["organization", "why"])


@transaction.atomic
def allow_again(*, application: Application, by: Member, why: str) -> None:
    """Let her apply again before the days are over, and tell her. Raises NotNow."""
    member = Member.objects.select_for_update().get(applications=application.pk)
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    is_last = not member.applications.filter(pk__gt=fresh.pk).exists()
    day = may_apply_again_at(fresh)
    if member.status != Member.Status.DECLINED or not is_last or not day or day <= timezone.now():
        raise NotNow
    fresh.again_at, fresh.again_by, fresh.again_why = timezone.now(), by, why
    fresh.save(update_fields=["again_at", "again_by", "again_why"])
    write_letter("may_apply_again", address=member.email, recipient=member)


@transaction.atomic
def apply_again(
    *, member: Member, organization: Organization, why: str, charter: CharterVersion | None
) -> Application:
    """Ask once more to come in, after a decline. Raises NotNow, too, if it is too early.

    `charter` is the version that she has just accepted; None if she had before.
    """
    fresh = Member.objects.select_for_update().get(pk=member.pk)
    last = fresh.applications.order_by("pk").last()
    day = may_apply_again_at(last) if last else None
    if fresh.status != Member.Status.DECLINED or day is None or day > timezone.now():
        raise NotNow
    if charter and Acceptance.objects.filter(member=fresh, version=charter).exists():
        charter = None
    fresh.status = Member.Status.APPLIED
    fresh.save(update_fields=["status"])
    return actions.apply(member=fresh, organization=organization, why=why, charter=charter)


@transaction.atomic
def admit_by_domain(*, member: Member, address: str) -> bool:
    """Admit a newcomer who has shown that this address is hers, if its domain lets people in.

    The domain says where she belongs, whatever organization she named. Only at her first
    registration: who was declined, or has left an organization, is looked at by a person.
    """
    fresh = Member.objects.select_for_update().get(pk=member.pk)
    applications = list(fresh.applications.select_related("organization"))
    is_newcomer = (
        fresh.status == Member.Status.APPLIED
        and [one.decision for one in applications] == [Application.Decision.OPEN]
        and not fresh.affiliations.exists()
    )
    found = domain_of(address) if is_newcomer else None
    if found is None or not found.organization.lets_people_in:
        return False
    [application] = applications
    named = application.organization
    if named and named.pk != found.organization_id:
        Application.objects.filter(pk=application.pk).update(organization=found.organization)
        actions.forget_proposed(named)
    actions.admit(application=application, by=None, domain=found.domain)
    return True


def domain_of(address: str) -> OrganizationDomain | None:
    """The nearest of the known domains in which this address lies."""
    domain = of_address(address)
    if not domain or is_free_mail(domain):
        return None
    known = OrganizationDomain.objects.filter(domain__in=with_those_above(domain))
    return known.select_related("organization").order_by(Length("domain").desc()).first()
