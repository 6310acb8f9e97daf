"""Deeds of the ground: each is one transaction, named by the verb that facilitators use."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from .alike import one_at_a_time, organization_known_as
from .models import (
    Acceptance,
    Affiliation,
    Application,
    CharterVersion,
    FormerOrganization,
    Group,
    Member,
    Membership,
    Organization,
    SecondFactorReset,
    fold,
)
from .notices.deliver import write_letter

SUFFIX_LETTERS = "abcdefghjkmnpqrstuvwxyz"


class AlreadyDecided(Exception):
    """Somebody else was quicker."""


def new_handle(name: str) -> str:
    """A free handle that resembles the name; without a serial number, in any script."""
    base = slugify(fold(name))[:40] or "member"
    handle = base
    while Member.objects.filter(handle=handle).exists():
        handle = f"{base}-{get_random_string(4, SUFFIX_LETTERS)}"
    return handle


def new_slug(name: str) -> str:
    """A free slug for an organization of this name; a former one still leads somewhere."""
    base = slugify(fold(name))[:70] or "organization"
    slug = base
    while (
        Organization.objects.filter(slug=slug).exists()
        or FormerOrganization.objects.filter(slug=slug).exists()
    ):
        slug = f"{base}-{get_random_string(4, SUFFIX_LETTERS)}"
    return slug


@transaction.atomic
def propose_organization(*, name: str, country: str) -> Organization:
    """The organization of this name in this country: a known one, or a proposed one."""
    one_at_a_time(name, country)
    if known := organization_known_as(name, country):
        return known
    while True:
        try:
            with transaction.atomic():
                return Organization.objects.create(
                    name=name,
                    slug=new_slug(name),
                    country=country,
                    kind=Organization.Kind.OTHER,
                    status=Organization.Status.PROPOSED,
                )
        except IntegrityError:
            # Somebody took the slug between our look and our write.
            continue


@transaction.atomic
def apply(
    *, member: Member, organization: Organization, why: str, charter: CharterVersion | None
) -> Application:
    """Ask to come in, having accepted the charter in the language in use."""
    if charter:
        Acceptance.objects.create(
            member=member, version=charter, language=translation.get_language() or "en"
        )
    return Application.objects.create(member=member, organization=organization, why=why)


def _lock_open(application: Application) -> Application:
    locked = Application.objects.select_for_update().select_related("member", "organization")
    fresh = locked.get(pk=application.pk)
    if fresh.decision != Application.Decision.OPEN:
        raise AlreadyDecided
    return fresh


@transaction.atomic
def admit(*, application: Application, by: Member) -> None:
    """Make the applicant a member and tell her. Raises AlreadyDecided."""
    fresh = _lock_open(application)
    fresh.decision = Application.Decision.ADMITTED
    fresh.decided_at, fresh.decided_by = timezone.now(), by
    fresh.save(update_fields=["decision", "decided_at", "decided_by"])
    member, organization = fresh.member, fresh.organization
    member.status = Member.Status.ACTIVE
    member.save(update_fields=["status"])
    if organization.status == Organization.Status.PROPOSED:
        organization.status = Organization.Status.LISTED
        organization.save(update_fields=["status"])
    today = timezone.localdate()
    member.affiliations.current().exclude(organization=organization).update(until=today)
    Affiliation.objects.get_or_create(
        member=member, organization=organization, until=None, defaults={"since": today}
    )
    for community in Group.objects.filter(kind=Group.Kind.COMMUNITY):
        Membership.objects.get_or_create(member=member, group=community)
    write_letter("admitted", address=member.email, recipient=member)


@transaction.atomic
def decline(*, application: Application, by: Member, reason: str) -> None:
    """Say no, with a reason that the applicant reads. Raises AlreadyDecided."""
    fresh = _lock_open(application)
    fresh.decision, fresh.reason = Application.Decision.DECLINED, reason
    fresh.decided_at, fresh.decided_by = timezone.now(), by
    fresh.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    fresh.member.status = Member.Status.DECLINED
    fresh.member.save(update_fields=["status"])
    write_letter(
        "declined", address=fresh.member.email, recipient=fresh.member, context={"reason": reason}
    )


@transaction.atomic
def reset_second_factor(*, member: Member, by: Member | None, reason: str) -> SecondFactorReset:
    """Take away all her second factors, log her out everywhere and tell her why.

    `by` is None from the command line. The password stays: it alone opens her account then.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    Authenticator.objects.filter(user=member).delete()
    for session in UserSession.objects.filter(user=member):
        session.end()
    done = SecondFactorReset.objects.create(member=member, by=by, reason=reason)
    context = {"reason": reason}
    write_letter("second_factor_reset", address=member.email, recipient=member, context=context)
    return done
