"""An import from its preview to the index: called by the worker, never by a page.

Each of these may be killed at any moment and be called again for the same import.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from members.lists.progress import Stopped
from members.lists.running import (
    COUNTS,
    Overtaken,
    answering,
    batches,
    language_of,
    said_of_row,
    take,
)
from members.models.lists import RowOutcome as Outcome
from resources import actions
from resources.models import Document, Import, ImportRow

from .parcels import NoSuchFile, Parcel
from .plans import Plan, Planner
from .progress import Progress
from .vocabulary import Vocabulary
from .writing import WrongRows, let_be_found, write

KEPT = dt.timedelta(days=30)  # an import, its file and its rows, after it was begun
Status = Import.Status


def preview(import_id: int) -> None:
    """Compare every row with the library, and keep what would come of it."""
    one = take(Import, import_id, Status.WAITING, Status.READING)
    if one is None:
        return
    one.rows.all().delete()
    with translation.override(language_of(one)), answering(one):
        with Progress(one, Status.READING) as progress:
            facts = _look(one, progress)
        Import.objects.filter(pk=one.pk, status=Status.READING).update(status=Status.READ, **facts)


def bring_in(import_id: int) -> None:
    """All of it or nothing."""
    one = take(Import, import_id, Status.AGREED, Status.BRINGING)
    if one is None:
        return
    clear_leftovers(one)
    with translation.override(language_of(one)):
        try:
            with (
                answering(one),
                Progress(one, Status.BRINGING) as progress,
                transaction.atomic(),
            ):
                _one_at_a_time()
                _write_all(one, progress)
                _end(one)
        finally:
            clear_leftovers(one)


def index(import_id: int) -> None:
    """Let what was brought in be found, some hundred works in a transaction."""
    touched = ImportRow.objects.filter(
        belongs_to=import_id, outcome__in=(Outcome.NEW, Outcome.CHANGED), resource__isnull=False
    )
    for pks in batches(list(touched.values_list("resource", flat=True))):
        let_be_found(pks)


def clear_leftovers(one: Import) -> None:
    """Remove the files that were kept for documents which there are not."""
    paths = Import.objects.values_list("kept_paths", flat=True).get(pk=one.pk)
    held = set(Document.objects.filter(file__in=paths).values_list("file", flat=True))
    for path in set(paths) - held:
        default_storage.delete(path)
    Import.objects.filter(pk=one.pk).update(kept_paths=[])


def clear() -> None:
    """What killed workers left behind, and what nobody has gone on with for a month."""
    for one in Import.objects.exclude(status__in=Import.AT_WORK).exclude(kept_paths=[]):
        clear_leftovers(one)
    for one in Import.objects.exclude(status__in=Import.AT_WORK).filter(
        begun_at__lt=timezone.now() - KEPT
    ):
        if one.file:
            one.file.delete(save=False)
        one.delete()


def _look(one: Import, progress: Progress) -> dict[str, Any]:
    """The counts and what else is known of the import once every row was compared."""
    counts = dict.fromkeys(Outcome, 0)
    waiting = done = 0
    with one.file.open("rb") as file, Parcel(file, one.name) as parcel:
        planner = Planner(
            by=one.begun_by,
            words=Vocabulary(),
            publish=one.publish,
            visibility=one.visibility,
            parcel=parcel,
        )
        for batch in batches(parcel.sheet.rows()):
            plans = planner.plans(batch)
            rows = [_row(one, plan) for plan in plans]
            done += _keep(rows, counts)
            waiting += sum(plan.waits and bool(plan.changes or plan.is_new) for plan in plans)
            progress.tell(done)
        for some in batches(parcel.not_asked()):
            _keep([_unnamed(one, name) for name in some], counts)
        unread = [name[:200] for name in parcel.sheet.unread()]
    facts = {COUNTS[outcome]: count for outcome, count in counts.items()}
    return facts | {"review_count": waiting, "unread_columns": unread}


def _keep(rows: list[ImportRow], counts: dict[Outcome, int]) -> int:
    ImportRow.objects.bulk_create(rows)
    for row in rows:
        counts[Outcome(row.outcome)] += 1
    return len(rows)


def _row(one: Import, plan: Plan) -> ImportRow:
    return ImportRow(
        belongs_to=one,
        number=plan.facts.number,
        outcome=plan.outcome,
        title=(plan.resource.title or "")[:300],
        changes=[] if plan.is_new or plan.facts.problems else plan.changes,
        problems=plan.facts.problems,
        resource=None if plan.is_new else plan.resource,
    )


def _unnamed(one: Import, name: str) -> ImportRow:
    said = _("No row names this file.")
    return ImportRow(
        belongs_to=one, outcome=Outcome.WRONG, title=name[:300], problems=[["file", said]]
    )


def _one_at_a_time() -> None:
    """Two lists may speak of one work. The queue sees to it; this holds when a worker was taken
    for dead and is not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('resources import', 0))")


def _write_all(one: Import, progress: Progress) -> None:
    done = 0
    with one.file.open("rb") as file, Parcel(file, one.name) as parcel:
        planner = Planner(
            by=one.begun_by,
            words=Vocabulary(),
            publish=one.publish,
            visibility=one.visibility,
            parcel=parcel,
            lock=True,
        )
        for batch in batches(parcel.sheet.rows()):
            plans = planner.plans(batch)
            rows = _as_agreed(one, plans)
            try:
                write(plans, by=one.begun_by, parcel=parcel, before_file=progress.keep)
            except (WrongRows, actions.AlreadyInLibrary, NoSuchFile) as error:
                raise Overtaken(_said(error)) from error
            _remember(plans, rows)
            done += len(plans)
            progress.tell(done)


def _as_agreed(one: Import, plans: list[Plan]) -> dict[int, ImportRow]:
    """The rows of the preview by their numbers; what was done meanwhile need not be done again.

    Raises `Overtaken` where something else would come of a row than staff have seen.
    """
    numbers = [plan.facts.number for plan in plans]
    rows = {row.number: row for row in one.rows.filter(number__in=numbers) if row.number}
    for plan in plans:
        row = rows.get(plan.facts.number)
        expected = {row.outcome, Outcome.UNCHANGED} if row else set()
        if plan.facts.problems:
            raise Overtaken(_said(WrongRows([plan])))
        if plan.outcome not in expected:
            said = _("Since you looked, the library has changed at row %(row)d.")
            raise Overtaken(said % {"row": plan.facts.number})
    return rows


def _remember(plans: list[Plan], rows: dict[int, ImportRow]) -> None:
    """Which work each row has become."""
    for plan in plans:
        row = rows[plan.facts.number]
        row.outcome, row.resource = plan.outcome, plan.resource
    ImportRow.objects.bulk_update(rows.values(), ["outcome", "resource"])


def _said(error: Exception) -> str:
    if isinstance(error, WrongRows):
        facts = error.plans[0].facts
        column, sentence = facts.problems[0]
        return said_of_row(facts.number, column, sentence)
    return _("Since you looked, one of the files has come into the library: %s.") % error


def _end(one: Import) -> None:
    """The last word, in the transaction of the works: who cancels now is too late, or in time."""
    from_now = Import.objects.filter(pk=one.pk, status=Status.BRINGING)
    if not from_now.update(status=Status.DONE, ended_at=timezone.now(), file="", kept_paths=[]):
        raise Stopped
    counts = {name: one.rows.filter(outcome=outcome).count() for outcome, name in COUNTS.items()}
    Import.objects.filter(pk=one.pk).update(**counts)
    app.configure_task("resources.index_import").defer(import_id=one.pk)
    path = one.file.name or ""
    transaction.on_commit(lambda: default_storage.delete(path))
