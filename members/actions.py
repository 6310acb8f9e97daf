"""Deeds of the ground: each is one transaction, named by the verb that facilitators use."""

from __future__ import annotations

import contextlib

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Value
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from . import organization_index, person_search
from .alike import one_at_a_time, organization_known_as
from .domains import shown
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
# Pages that stand where the page of a member of this handle would stand.
PAGES_BESIDE_MEMBERS = frozenset({"accompaniment", "map", "new", "search"})


class AlreadyDecided(Exception):
    """Somebody else was quicker."""


def new_handle(name: str) -> str:
    """A free handle that resembles the name; without a serial number, in any script."""
    base = slugify(fold(name))[:40] or "member"
    handle = base
    while handle in PAGES_BESIDE_MEMBERS or Member.objects.filter(handle=handle).exists():
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
    *,
    member: Member,
    organization: Organization | None,
    why: str,
    charter: CharterVersion | None,
) -> Application:
    """Ask to come in, having accepted the charter in the language in use."""
    if charter:
        Acceptance.objects.create(
            member=member, version=charter, language=translation.get_language() or "en"
        )
    return Application.objects.create(member=member, organization=organization, why=why)


def lock_open(application: Application) -> Application:
    """The row as it stands now, with its member, held to the end. Raises AlreadyDecided."""
    # The member first, as everybody does: nobody waits for somebody who waits for her.
    member = Member.objects.select_for_update().get(applications=application.pk)
    locked = Application.objects.select_for_update(of=("self",))
    fresh = locked.select_related("organization", "after").get(pk=application.pk)
    fresh.member = member
    if fresh.decision != Application.Decision.OPEN:
        raise AlreadyDecided
    return fresh


@transaction.atomic
def admit(
    *,
    application: Application,
    by: Member | None,
    organization: Organization | None = None,
    domain: str = "",
) -> None:
    """Make the applicant a member and tell her. Raises AlreadyDecided.

    `organization` is the known one that she meant, where she proposed it under another name.
    Nobody admits her (`by`) where the mail `domain` of her address does.
    """
    fresh = lock_open(application)
    named = fresh.organization
    if organization and named and named.status == Organization.Status.PROPOSED:
        join_organizations(proposed=named, known=organization)
        fresh.organization = organization
    fresh.decision, fresh.domain = Application.Decision.ADMITTED, domain
    fresh.decided_at, fresh.decided_by = timezone.now(), by
    fresh.save(update_fields=["decision", "decided_at", "decided_by", "domain", "organization"])
    member = fresh.member
    waited = member.status == Member.Status.APPLIED
    if waited:
        member.status = Member.Status.ACTIVE
        member.save(update_fields=["status"])
    if fresh.organization:
        _affiliate(member, fresh.organization)
    for community in Group.objects.filter(kind=Group.Kind.COMMUNITY):
        Membership.objects.get_or_create(member=member, group=community)
    person_search.index_people([member.pk])
    write_letter(
        "admitted" if waited and not fresh.after else "membership_goes_on",
        address=member.email,
        recipient=member,
        context={"organization": fresh.organization, "domain": shown(domain)},
    )


def _affiliate(member: Member, organization: Organization) -> None:
    """From today on, and nowhere else; what was only proposed is listed now."""
    if organization.status == Organization.Status.PROPOSED:
        organization.status = Organization.Status.LISTED
        organization.save(update_fields=["status"])
        organization_index.index([organization])
    today = timezone.localdate()
    elsewhere = member.affiliations.current().exclude(organization=organization)
    elsewhere.update(until=Greatest("since", Value(today)))
    Affiliation.objects.get_or_create(
        member=member, organization=organization, until=None, defaults={"since": today}
    )


def join_organizations(*, proposed: Organization, known: Organization) -> None:
    """What was proposed is the known one: all its applications name that, and it is gone.

    It stays where somebody else leans on it.
    """
    if proposed.status != Organization.Status.PROPOSED or proposed.pk == known.pk:
        return
    Application.objects.filter(organization=proposed).update(organization=known)
    forget_proposed(proposed)


def forget_proposed(organization: Organization) -> None:
    """An organization that is proposed by nobody any more, and that nobody else leans on."""
    with contextlib.suppress(ProtectedError), transaction.atomic():
        proposed = Organization.objects.filter(status=Organization.Status.PROPOSED)
        proposed.filter(pk=organization.pk).delete()


@transaction.atomic
def decline(*, application: Application, by: Member, reason: str) -> None:
    """Say no, with a reason that the applicant reads. Raises AlreadyDecided.

    Who is a member, and asked only to be named as one of an organization's people, stays one.
    """
    fresh = lock_open(application)
    fresh.decision, fresh.reason = Application.Decision.DECLINED, reason
    fresh.decided_at, fresh.decided_by = timezone.now(), by
    fresh.save(update_fields=["decision", "reason", "decided_at", "decided_by"])
    member, kind = fresh.member, "organization_not_confirmed"
    if member.status == Member.Status.APPLIED:
        kind = "declined"
        member.status = Member.Status.DECLINED
        member.save(update_fields=["status"])
    context = {"reason": reason, "organization": fresh.organization}
    write_letter(kind, address=member.email, recipient=member, context=context)


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
