"""Deeds of an organization's keepers, and of a member who goes to another organization."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from . import organization_index, person_search
from .access import goes_to_review
from .accompaniment import close_all_of
from .models import Affiliation, Application, Member, Organization
from .notices.deliver import write_letter


class Changed(Exception):
    """Somebody else has edited the page since it was opened."""


class NotNow(Exception):
    """The affiliation has ended already, or she works there already."""


@transaction.atomic
def edit(*, organization: Organization, edition: int, facts: Mapping[str, Any]) -> None:
    """Write its page anew. Raises Changed unless `edition` is the one that was read."""
    rows = Organization.objects.select_for_update(of=("self",)).select_related("region")
    fresh = rows.get(pk=organization.pk)
    if fresh.edition != edition:
        raise Changed
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.edition += 1
    folded = ["sort_acronym"] if "acronym" in facts else []
    fresh.save(update_fields=[*facts, *folded, "edition"])
    organization_index.index([fresh])


@transaction.atomic
def end_affiliation(*, affiliation: Affiliation, by: Member, word: str) -> None:
    """Somebody does not work here any more; she is told, with the word. Raises NotNow."""
    member = Member.objects.select_for_update().get(pk=affiliation.member_id)
    fresh = _end(member, pk=affiliation.pk, by=by, word=word)
    is_looked_at = goes_to_review(member)
    if is_looked_at:
        _send_to_review(member, after=fresh, organization=None, why="")
    person_search.index_people([member.pk])
    write_letter(
        "affiliation_ended",
        address=member.email,
        recipient=member,
        context={"organization": fresh.organization, "word": word, "is_looked_at": is_looked_at},
    )


@transaction.atomic
def change_organization(*, member: Member, organization: Organization, why: str) -> Application:
    """She works for another organization from now on.

    Leaving one sends her membership to review; who had none stays a member while somebody looks
    whether she is one of its people. Raises NotNow if she works there, or has asked already.
    """
    fresh = Member.objects.select_for_update().get(pk=member.pk)
    current = fresh.affiliations.current().first()
    works_there = current is not None and current.organization_id == organization.pk
    if works_there or fresh.applications.open().exists():
        raise NotNow
    if current is None:
        return Application.objects.create(member=fresh, organization=organization, why=why)
    ended = _end(fresh, pk=current.pk, by=fresh, word="")
    if goes_to_review(fresh):
        application = _send_to_review(fresh, after=ended, organization=organization, why=why)
    else:
        application = Application.objects.create(
            member=fresh, organization=organization, after=ended, why=why
        )
    person_search.index_people([fresh.pk])
    return application


def _end(member: Member, *, pk: int, by: Member, word: str) -> Affiliation:
    """From today on. The caller holds her row."""
    current = member.affiliations.current().select_related("organization").filter(pk=pk).first()
    if current is None:
        raise NotNow
    current.until = max(timezone.localdate(), current.since)
    current.ended_by, current.end_note = by, word
    current.save(update_fields=["until", "ended_by", "end_note"])
    return current


def _send_to_review(
    member: Member, *, after: Affiliation, organization: Organization | None, why: str
) -> Application:
    """She waits, as an applicant does; what she wrote stays hers."""
    member.status = Member.Status.APPLIED
    member.save(update_fields=["status"])
    close_all_of(member)
    waiting = member.applications.open().first()
    if waiting is None:
        return Application.objects.create(
            member=member, organization=organization, after=after, why=why
        )
    waiting.after = after
    waiting.save(update_fields=["after"])
    return waiting
