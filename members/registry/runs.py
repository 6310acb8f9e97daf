"""A list from its preview to the letters: called by the worker, never by a page.

Each of these may be killed at any moment and be called again for the same list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from members import organization_index, person_search
from members.files.names import extension_of
from members.lists.progress import Progress, Stopped
from members.lists.running import (
    COUNTS,
    Overtaken,
    answering,
    batches,
    language_of,
    said_of_row,
    take,
)
from members.lists.sheets import Row, Sheet
from members.models import Affiliation, Member, RegistryList, RegistryRow
from members.models.lists import ListStatus as Status
from members.models.lists import RowOutcome as Outcome
from members.notices.deliver import write_letter

from . import columns, organizations, people, writing
from .cells import Plan

KEPT = dt.timedelta(days=30)  # the file and the rows of a list, after it was begun
LETTERS = 50  # in one transaction


class Planner(Protocol):
    def plans(self, rows: list[Row]) -> list[Plan]: ...


@dataclass(frozen=True)
class Kind:
    planner: Callable[..., Planner]
    write: Callable[[list[Plan]], None]
    link: str  # of a row, to what it has become


KINDS = {
    RegistryList.About.PEOPLE.value: Kind(people.Planner, writing.write, "member"),
    RegistryList.About.ORGANIZATIONS.value: Kind(
        organizations.Planner, organizations.write, "organization"
    ),
}


def preview(list_id: int) -> None:
    """Compare every row with what is here, and keep what would come of it."""
    one = take(RegistryList, list_id, Status.WAITING, Status.READING)
    if one is None:
        return
    one.rows.all().delete()
    with translation.override(language_of(one)), answering(one):
        with Progress(one, Status.READING) as progress:
            facts = _look(one, progress)
        reading = RegistryList.objects.filter(pk=one.pk, status=Status.READING)
        reading.update(status=Status.READ, **facts)


def bring_in(list_id: int) -> None:
    """All of it or nothing."""
    one = take(RegistryList, list_id, Status.AGREED, Status.BRINGING)
    if one is None:
        return
    with (
        translation.override(language_of(one)),
        answering(one),
        Progress(one, Status.BRINGING) as progress,
        transaction.atomic(),
    ):
        _one_at_a_time()
        _write_all(one, progress)
        _end(one)


def _look(one: RegistryList, progress: Progress) -> dict[str, Any]:
    """The counts and what else is known of the list once every row was compared."""
    kind, counts, done = KINDS[one.about], dict.fromkeys(Outcome, 0), 0
    planner = kind.planner(by=one.begun_by)
    with one.file.open("rb") as file:
        sheet = _sheet(one, file)
        for batch in batches(sheet.rows()):
            rows = [_row(one, plan, kind.link) for plan in planner.plans(batch)]
            RegistryRow.objects.bulk_create(rows)
            for row in rows:
                counts[Outcome(row.outcome)] += 1
            done += len(rows)
            progress.tell(done)
        unread = [name[:200] for name in sheet.unread()]
    return {COUNTS[outcome]: n for outcome, n in counts.items()} | {"unread_columns": unread}


def _sheet(one: RegistryList, file: Any) -> Sheet:
    sheet = Sheet(file, extension_of(one.name), columns.layout(one.about))
    sheet.check()
    return sheet


def _row(one: RegistryList, plan: Plan, link: str) -> RegistryRow:
    return RegistryRow(
        belongs_to=one,
        number=plan.number,
        outcome=plan.outcome,
        title=plan.title,
        changes=[] if plan.is_new or plan.problems else plan.changes,
        problems=plan.problems,
        **{link: None if plan.is_new else plan.thing},
    )


def _one_at_a_time() -> None:
    """Two lists may speak of one person. The queue sees to it; this holds when a worker was taken
    for dead and is not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry list', 0))")


def _write_all(one: RegistryList, progress: Progress) -> None:
    kind, done = KINDS[one.about], 0
    planner = kind.planner(by=one.begun_by, lock=True)
    with one.file.open("rb") as file:
        for batch in batches(_sheet(one, file).rows()):
            plans = planner.plans(batch)
            rows = _as_agreed(one, plans)
            kind.write([plan for plan in plans if plan.outcome != Outcome.UNCHANGED])
            for plan in plans:
                row = rows[plan.number]
                row.outcome = plan.outcome
                setattr(row, kind.link, plan.thing)
            RegistryRow.objects.bulk_update(rows.values(), ["outcome", kind.link])
            done += len(plans)
            progress.tell(done)


def _as_agreed(one: RegistryList, plans: list[Plan]) -> dict[int, RegistryRow]:
    """The rows of the preview by their numbers; what was done meanwhile need not be done again.

    Raises `Overtaken` where something else would come of a row than staff have seen.
    """
    numbers = [plan.number for plan in plans]
    rows = {row.number: row for row in one.rows.filter(number__in=numbers) if row.number}
    for plan in plans:
        row = rows.get(plan.number)
        if plan.problems:
            raise Overtaken(said_of_row(plan.number, *plan.problems[0]))
        if row is None or plan.outcome not in {row.outcome, Outcome.UNCHANGED}:
            said = _("Since you looked, somebody has changed what row %(row)d is about.")
            raise Overtaken(said % {"row": plan.number})
    return rows


def _end(one: RegistryList) -> None:
    """The last word, in the transaction of the rows: who cancels now is too late, or in time."""
    from_now = RegistryList.objects.filter(pk=one.pk, status=Status.BRINGING)
    if not from_now.update(status=Status.DONE, ended_at=timezone.now(), file=""):
        raise Stopped
    counts = {name: one.rows.filter(outcome=outcome).count() for outcome, name in COUNTS.items()}
    RegistryList.objects.filter(pk=one.pk).update(**counts)
    if one.write_letters and one.about == RegistryList.About.PEOPLE:
        app.configure_task("members.write_to_the_registered").defer(list_id=one.pk)
    _have_found(one)
    path = one.file.name or ""
    transaction.on_commit(lambda: default_storage.delete(path))


def _have_found(one: RegistryList) -> None:
    """The worker finds by itself who and what is new; it is told what has changed."""
    changed = one.rows.filter(outcome=Outcome.CHANGED)
    if one.about == RegistryList.About.PEOPLE:
        person_search.expire(Member.objects.filter(pk__in=changed.values("member")))
        return
    organization_index.expire(changed.values("organization"))
    works = Affiliation.objects.current().filter(organization__in=changed.values("organization"))
    person_search.expire(Member.objects.filter(affiliations__in=works))


def write_letters(list_id: int) -> None:
    """To each new person of a list, once; some in a transaction."""
    while True:
        with transaction.atomic():
            waiting = RegistryRow.objects.filter(
                belongs_to=list_id, outcome=Outcome.NEW, member__isnull=False, is_written_to=False
            )
            rows = waiting.select_related("member", "belongs_to__begun_by").order_by("pk")
            some = list(rows.select_for_update(of=("self",))[:LETTERS])
            for row in some:
                if row.member and row.member.status == row.member.Status.ACTIVE:
                    context = {"sender": row.belongs_to.begun_by.name}
                    address = row.member.email
                    write_letter(
                        "registered", address=address, recipient=row.member, context=context
                    )
            waiting.filter(pk__in=[row.pk for row in some]).update(is_written_to=True)
        if len(some) < LETTERS:
            return


def clear() -> None:
    """Files and rows that are a month old. What was brought in by whom is kept."""
    old = RegistryList.objects.filter(begun_at__lt=timezone.now() - KEPT)
    for one in old.exclude(status__in=RegistryList.AT_WORK):
        if one.file:
            one.file.delete(save=False)
            RegistryList.objects.filter(pk=one.pk).update(file="")
        one.rows.all().delete()
