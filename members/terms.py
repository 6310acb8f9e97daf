"""Deeds around terms of office: proposing, ending and withdrawing one, telling of its end.

That a term begins or ends is nobody's deed: the calendar of its group does it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from .models import Group, Member, Term, TermNotice
from .notices.deliver import write_letter

# The end of a term is told so many days before it.
TELL_DAYS_BEFORE = (60, 30, 7)


class AlreadyInOffice(Exception):
    """She holds office in this group on some of these days."""


class EndsOtherwise(Exception):
    """It cannot end on that day: it has not begun, is over, or was ended by somebody else."""


class HasBegun(Exception):
    """What has begun is ended, not withdrawn."""


@transaction.atomic
def propose(
    *, member: Member, group: Group, role: str, starts_on: dt.date, ends_on: dt.date
) -> Term:
    """Give her the office, and tell her unless it is over already. Raises AlreadyInOffice."""
    try:
        with transaction.atomic():
            term = Term.objects.create(
                member=member, group=group, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as error:
        if "term_no_two_at_once" in str(error):
            raise AlreadyInOffice from error
        raise
    _silence_passed_marks(term)
    if term.standing != Term.Standing.PAST:
        _write("term_proposed", member, term)
    return term


@transaction.atomic
def end_early(*, term: Term, last_day: dt.date, reason: str, by: Member) -> Term:
    """Bring the end forward, not before `earliest_end`. She reads why; others only when.

    Raises EndsOtherwise.
    """
    fresh = _lock(term)
    if not can_be_ended(fresh) or not earliest_end(fresh) <= last_day < fresh.ends_on:
        raise EndsOtherwise
    fresh.planned_end_on = fresh.planned_end_on or fresh.ends_on
    fresh.ends_on, fresh.end_reason, fresh.ended_by = last_day, reason, by
    fresh.save(update_fields=["planned_end_on", "ends_on", "end_reason", "ended_by"])
    _silence_passed_marks(fresh)
    facts = {"reason": reason, "planned_day": fresh.planned_end_on}
    _write("term_ended_early", fresh.member, fresh, **facts)
    _tell_the_others(fresh)
    return fresh


@transaction.atomic
def withdraw(*, term: Term) -> None:
    """Take back a term that has not begun, and tell her. Raises HasBegun."""
    fresh = _lock(term)
    if fresh.standing != Term.Standing.COMING:
        raise HasBegun
    _write("term_withdrawn", fresh.member, fresh)
    fresh.delete()


def earliest_end(term: Term) -> dt.date:
    """The first day that can still be its last: yesterday, if she is to have no rights today."""
    return max(term.starts_on, term.group.today - dt.timedelta(days=1))


def can_be_ended(term: Term) -> bool:
    """Whether it runs, and there is an earlier day to end it on."""
    return term.standing == Term.Standing.CURRENT and earliest_end(term) < term.ends_on


def tell_of_coming_ends() -> int:
    """A letter to whoever is in office for 60, 30 and 7 more days, and to who is with her.

    Each once, however often this runs; late, if the worker was down on the day; never two for
    marks that passed while it was. Returns how many terms were told of.
    """
    in_office = Term.objects.current(timezone.now()).filter(
        ends_on__lte=F("group_today") + dt.timedelta(days=max(TELL_DAYS_BEFORE))
    )
    return sum(_tell(key) for key in in_office.order_by("ends_on").values_list("pk", flat=True))


def mark_of(term: Term) -> int | None:
    """The number of TELL_DAYS_BEFORE that the end has come within; None if it is farther off.

    Before the first day it is what it will be then: a short term passes some at its beginning.
    """
    left = (term.ends_on - max(term.group.today, term.starts_on)).days
    return min((days for days in TELL_DAYS_BEFORE if left <= days), default=None)


@transaction.atomic
def _tell(key: int) -> bool:
    found = Term.objects.select_for_update(of=("self",), skip_locked=True)
    term = found.select_related("member", "group").filter(pk=key).first()
    mark = mark_of(term) if term else None
    if term is None or mark is None or term.standing != Term.Standing.CURRENT:
        return False
    told = TermNotice.objects.filter(term=term, ends_on=term.ends_on, days__lte=mark)
    if told.exists():
        return False
    _note(term, mark)
    if term.member.status == Member.Status.ACTIVE:
        _write("term_ends", term.member, term, **_afterwards(term))
    _tell_the_others(term)
    return True


def _silence_passed_marks(term: Term) -> None:
    """A letter that names the end has just been written: marks that have passed are silent."""
    mark = mark_of(term)
    if mark is not None:
        _note(term, mark)


def _note(term: Term, mark: int) -> None:
    TermNotice.objects.get_or_create(term=term, ends_on=term.ends_on, days=mark)


def _afterwards(term: Term) -> dict[str, Any]:
    """Who looks after the group when the term is over."""
    after = Term.objects.filter(
        group=term.group, ends_on__gt=term.ends_on, member__status=Member.Status.ACTIVE
    )
    known = after.select_related("member").order_by("starts_on", "pk")
    return {
        "her_next": known.filter(member=term.member).first(),
        "others_then": list(known.exclude(member=term.member)),
    }


def _tell_the_others(term: Term) -> None:
    """Those in office beside her, else the root's facilitators, else the secretariat."""
    beside = Term.objects.in_charge_of(term.group, besides=term.member)
    others = {one.member_id: one.member for one in beside}
    if not others:
        staff = Member.objects.active().filter(is_staff=True).exclude(pk=term.member_id)
        others = {one.pk: one for one in staff}
    facts = _afterwards(term) | {"name": term.member.name}
    for other in others.values():
        _write("term_of_another_ends", other, term, **facts)


def _lock(term: Term) -> Term:
    locked = Term.objects.select_for_update(of=("self",)).select_related("member", "group")
    return locked.get(pk=term.pk)


def _write(kind: str, to: Member, term: Term, **facts: Any) -> None:
    context = {
        "group_name": term.group.name,
        "slug": term.group.slug,
        "time_zone": term.group.time_zone,
        "role": Term.Role(term.role).label,
        "first_day": term.starts_on,
        "last_day": term.ends_on,
        "is_over": term.standing == Term.Standing.PAST,
        "has_begun": term.standing != Term.Standing.COMING,
    }
    write_letter(kind, address=to.email, recipient=to, context=context | facts)
