"""Deeds around the charter: accepting it, and asking everybody who has not."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from .models import Acceptance, CharterRequest, CharterVersion, Member
from .models.charter import closes_on, today
from .notices.deliver import write_letter

# So many letters are written in one transaction.
BATCH = 500
REMIND_DAYS_BEFORE = 3


@transaction.atomic
def accept(*, member: Member, version: CharterVersion, language: str) -> Acceptance:
    """She accepts the version, read in `language`. Twice is as good as once."""
    acceptance, _new = Acceptance.objects.get_or_create(
        member=member,
        version=version,
        defaults={"language": language, "accepted_at": timezone.now()},
    )
    return acceptance


def ask_by_letter() -> int:
    """A letter to each active member whom the newest version asks and who has had none about it.

    Returns how many. A batch that fails leaves neither letters nor notes of them.
    """
    asking = list(CharterVersion.objects.asking().order_by("number"))
    if not asking:
        return 0
    written, last_key = 0, 0
    while members := _ask_some(asking, after=last_key):
        written, last_key = written + len(members), members[-1].pk
    return written


def remind_by_letter() -> int:
    """A second letter, in the last three days, to those who have been asked on an earlier day."""
    asking = list(CharterVersion.objects.asking().order_by("number"))
    if not asking:
        return 0
    closing = closes_on(asking[-1].in_force_on)
    if not closing - dt.timedelta(days=REMIND_DAYS_BEFORE) <= today() < closing:
        return 0
    written, last_key = 0, 0
    while members := _remind_some(asking, after=last_key):
        written, last_key = written + len(members), members[-1].pk
    return written


def _lacking(version: CharterVersion) -> QuerySet[Member]:
    """Active members who have accepted neither this version nor a later one, by their keys."""
    hers = Acceptance.objects.filter(member=OuterRef("pk"), version__number__gte=version.number)
    return Member.objects.active().filter(~Exists(hers)).order_by("pk")


@transaction.atomic
def _ask_some(asking: list[CharterVersion], *, after: int) -> list[Member]:
    version = asking[-1]
    asked = CharterRequest.objects.filter(member=OuterRef("pk"), version=version)
    last = Acceptance.objects.filter(member=OuterRef("pk")).order_by("-version__number")
    lacking = _lacking(version).filter(~Exists(asked), pk__gt=after)
    annotated = lacking.annotate(last_number=Subquery(last.values("version__number")[:1]))
    members = list(annotated.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    CharterRequest.objects.bulk_create(
        CharterRequest(member=member, version=version, asked_at=timezone.now())
        for member in members
    )
    for member in members:
        first = next(one for one in asking if one.number > (member.last_number or 0))
        _write("charter_asks", member, version, closes_on(first.in_force_on))
    return list(members)


@transaction.atomic
def _remind_some(asking: list[CharterVersion], *, after: int) -> list[Member]:
    """Not those to whom an earlier version has closed everything already."""
    version = asking[-1]
    midnight = dt.datetime.combine(today(), dt.time(), dt.UTC)
    waiting = CharterRequest.objects.filter(
        version=version, reminded_at=None, asked_at__lt=midnight, member=OuterRef("pk")
    )
    lacking = _lacking(version).filter(Exists(waiting), pk__gt=after)
    if len(asking) > 1:
        earlier = Acceptance.objects.filter(
            member=OuterRef("pk"), version__number__gte=asking[-2].number
        )
        lacking = lacking.filter(Exists(earlier))
    members = list(lacking.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    CharterRequest.objects.filter(version=version, member__in=members).update(
        reminded_at=timezone.now()
    )
    for member in members:
        _write("charter_reminder", member, version, closes_on(version.in_force_on))
    return members


def _write(kind: str, member: Member, version: CharterVersion, closing: dt.date) -> None:
    context = {
        "in_force_on": version.in_force_on,
        "last_day": closing - dt.timedelta(days=1),
        "is_closed": closing <= today(),
    }
    write_letter(kind, address=member.email, recipient=member, context=context)
