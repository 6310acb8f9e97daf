"""What becomes of a record here. What staff have decided or written is never overwritten.

A record that is new brings a work into the review queue, unless the library has it. A change there
reaches a work that still waits, field by field where nobody has changed it here; of a work that was
decided about, staff are told. The caller holds the transaction of a whole page.
"""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from members.models import Theme, ThemeLabel, fold
from resources import actions, search
from resources.models import Abstract, HarvestRun, Resource, ReviewStep, Source, SourceRecord
from resources.oai import history

from .dublin_core import Facts, facts_of
from .known import work_known_as
from .wire import Told

Status, Standing, Problem = Resource.Status, SourceRecord.Standing, SourceRecord.Problem
# Facts that are fields of the row, as they are.
FIELDS = (
    *("title", "kind", "creators", "publisher", "issued", "languages", "countries"),
    *("license", "license_terms", "source_url", "doi", "isbn"),
)


class Outcome(StrEnum):
    """What a run counts; the values are names of its fields."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    GONE = "gone"
    UNCHANGED = "unchanged"
    BROKEN = "broken"


class Unkept(Exception):
    """The record cannot become a work of ours."""

    def __init__(self, problem: SourceRecord.Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Intake:
    """Takes the records of one library; knows its words for themes, in three queries for all."""

    def __init__(self, source: Source, run: HarvestRun | None = None) -> None:
        self.source, self.run = source, run
        self._known: dict[str, SourceRecord] = {}

    def look_up(self, page: list[Told]) -> None:
        """Lock what we know of these records, in one statement for all of them."""
        rows = SourceRecord.objects.select_for_update(of=("self",)).select_related("resource")
        named = rows.filter(source=self.source, identifier__in={one.identifier for one in page})
        self._known = {record.identifier: record for record in named.order_by("pk")}

    @cached_property
    def _slugs(self) -> dict[str, set[str]]:
        """By folded word: slugs, labels in every language, names of sets, and what staff said."""
        known: dict[str, set[str]] = {
            slug: {slug} for slug in Theme.objects.values_list("slug", flat=True)
        }
        for text, slug in ThemeLabel.objects.values_list("text", "theme__slug"):
            known.setdefault(fold(text), set()).add(slug)
        said: dict[str, set[str]] = {}
        for word, slug in self.source.themes.values_list("folded", "theme__slug"):
            said.setdefault(word, set()).add(slug)
        for address, name in self.source.sets:
            if fold(name) in said:
                said.setdefault(fold(address), set()).update(said[fold(name)])
        return known | said

    def facts(self, told: dict[str, Any]) -> Facts:
        """With the slugs of our themes. Raises `Unkept`."""
        if not told.get("said"):
            raise Unkept(Problem.NO_METADATA)
        facts = facts_of(told["said"], told["sets"], otherwise=self.source.language)
        if not facts["title"]:
            raise Unkept(Problem.NO_TITLE)
        found = (self._slugs.get(word, set()) for word in facts["themes"])
        facts["themes"] = sorted(set().union(*found))
        return facts

    def take(self, told: Told) -> tuple[Outcome, bool]:
        """What became of it, and whether this run had not heard of it yet. After `look_up`."""
        if not told.identifier:
            return Outcome.BROKEN, False
        record = self._known.get(told.identifier)
        if record is None and told.deleted:
            return Outcome.UNCHANGED, True
        record = record or SourceRecord(source=self.source, identifier=told.identifier)
        self._known[told.identifier] = record
        is_news = record.pk is None or record.run_id != (self.run and self.run.pk)
        before = _state(record)
        try:
            with transaction.atomic():
                outcome = self._take(record, told)
                record.save()
        except (Unkept, ValidationError, DataError, IntegrityError) as error:
            _restore(record, before)
            outcome = Outcome.BROKEN
            record.standing = Standing.BROKEN
            record.problem = error.problem if isinstance(error, Unkept) else Problem.NOT_KEPT
            record.save()
        return outcome, is_news

    def _take(self, record: SourceRecord, told: Told) -> Outcome:
        record.run, record.datestamp = self.run, told.datestamp
        record.problem = ""
        if told.deleted:
            return self._delete(record)
        record.deleted = False
        now = {"said": _plain(told.said), "sets": list(told.sets)}
        is_other = now != record.told
        record.told = now
        facts = self.facts(now)
        record.title = facts["title"][:300]
        if not record.brought and not record.resource_id:
            return self._first(record, facts)
        if not record.brought or not record.resource_id:
            # Known before; or erased here since, because staff do not want it.
            record.standing = Standing.IN_STEP if record.brought else Standing.KNOWN
            return Outcome.UNCHANGED
        return self._update(record, record.resource_id, facts, is_other=is_other)

    def _first(self, record: SourceRecord, facts: Facts) -> Outcome:
        record.taken = cast(dict[str, Any], facts)
        record.resource = work_known_as(facts, record.told["said"])
        if record.resource:
            record.standing = Standing.KNOWN
            return Outcome.KNOWN
        self.bring(record, facts)
        return Outcome.NEW

    def bring(self, record: SourceRecord, facts: Facts) -> None:
        """Put the work into the review queue, on behalf of who added the library."""
        source, now = self.source, timezone.now()
        work = Resource(
            submitted_by=source.added_by,
            status=Status.SUBMITTED,
            submitted_at=now,
            visibility=source.visibility,
            files_visibility=source.visibility,
        )
        _write(work, {}, facts)
        ReviewStep.objects.create(
            resource=work,
            deed=ReviewStep.Deed.SUBMITTED,
            by=source.added_by,
            at=now,
            status_before=Status.DRAFT,
            status_after=Status.SUBMITTED,
        )
        record.resource, record.brought = work, True
        record.standing, record.taken = Standing.IN_STEP, cast(dict[str, Any], facts)

    def _update(
        self, record: SourceRecord, work_id: int, facts: Facts, *, is_other: bool
    ) -> Outcome:
        work = Resource.objects.select_for_update().get(pk=work_id)
        if record.standing == Standing.DELETED and work.status == Status.DECLINED:
            actions.reopen(resource=work, by=self.source.added_by)
        if work.status == Status.SUBMITTED:
            record.standing = Standing.IN_STEP
            wrote = _write(work, record.taken, facts)
            record.taken = cast(dict[str, Any], facts)
            return Outcome.CHANGED if wrote or is_other else Outcome.UNCHANGED
        if is_other:
            decided_for = work.status in (Status.PUBLISHED, Status.RETURNED)
            record.standing = Standing.CHANGED if decided_for else Standing.IN_STEP
        elif record.standing != Standing.CHANGED:  # which it stays until somebody has looked
            record.standing = Standing.IN_STEP
        return Outcome.CHANGED if is_other else Outcome.UNCHANGED

    def _delete(self, record: SourceRecord) -> Outcome:
        if record.deleted:
            return Outcome.UNCHANGED
        record.deleted = True
        work = record.resource if record.brought else None
        if work is None or work.status not in (Status.SUBMITTED, Status.PUBLISHED, Status.RETURNED):
            return Outcome.GONE
        record.standing = Standing.GONE
        if work.status == Status.SUBMITTED:
            reason = _("The library from which it came has taken it out of its own.")
            # Somebody may decide about it this very moment; then she is told like for any other.
            with suppress(actions.NotNow):
                actions.decline(resource=work, by=self.source.added_by, reason=reason)
                record.standing = Standing.DELETED
        return Outcome.GONE


def take_over(*, record: SourceRecord) -> bool:
    """Write what has changed there into our work, where nobody has changed it here.

    False if there is nothing of that kind to take over.
    """
    with transaction.atomic():
        fresh = _locked(record, Standing.CHANGED)
        if fresh is None or fresh.resource_id is None:
            return False
        facts = Intake(fresh.source).facts(fresh.told)
        work = Resource.objects.select_for_update().get(pk=fresh.resource_id)
        _write(work, fresh.taken, facts)
        fresh.taken, fresh.standing = cast(dict[str, Any], facts), Standing.IN_STEP
        fresh.save(update_fields=["taken", "standing"])
        search.index([work])
        history.note([work.pk])
    return True


@transaction.atomic
def leave_ours(*, record: SourceRecord) -> bool:
    """Staff have looked at what changed there, or was deleted, and ours stays as it is."""
    fresh = _locked(record, Standing.CHANGED, Standing.GONE)
    if fresh is None:
        return False
    if fresh.standing == Standing.CHANGED:
        fresh.taken = cast(dict[str, Any], Intake(fresh.source).facts(fresh.told))
    fresh.standing = Standing.IN_STEP
    fresh.save(update_fields=["taken", "standing"])
    return True


@transaction.atomic
def take_as_new(*, record: SourceRecord) -> bool:
    """It was taken for a work that the library has, and is another."""
    fresh = _locked(record, Standing.KNOWN)
    if fresh is None:
        return False
    intake = Intake(fresh.source)
    intake.bring(fresh, intake.facts(fresh.told))
    fresh.save()
    return True


def _locked(record: SourceRecord, *standings: SourceRecord.Standing) -> SourceRecord | None:
    rows = SourceRecord.objects.select_for_update(of=("self",)).select_related("source__added_by")
    return rows.filter(pk=record.pk, standing__in=standings).first()


def differences(record: SourceRecord) -> list[tuple[str, str, str]]:
    """Field, as we took it in, as it is told there now; nothing where it cannot be read."""
    try:
        facts = cast(dict[str, Any], Intake(record.source).facts(record.told))
    except Unkept:
        return []
    named = {field.name: str(field.verbose_name) for field in Resource._meta.fields}
    named |= {"themes": _("themes"), "abstracts": _("abstracts")}
    return [
        (named.get(name, name), _readable(record.taken.get(name)), _readable(value))
        for name, value in facts.items()
        if record.taken and record.taken.get(name) != value
    ]


def _readable(value: Any) -> str:
    if isinstance(value, dict):
        return "\n\n".join(f"[{language}] {text}" for language, text in value.items())
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _write(work: Resource, before: dict[str, Any], facts: Facts) -> bool:
    """Each fact that here still is as it was taken in `before`; whether any was another.

    Raises `ValidationError`.
    """
    new = cast(dict[str, Any], facts)
    fields = [name for name in FIELDS if _is_as_before(work, name, before)]
    changed = [name for name in fields if _held(work, name) != new[name]]
    for name in changed:
        setattr(work, name, new[name])
    is_new = work.pk is None
    if changed or is_new:
        work.clean_fields(exclude=["submitted_by", "reviewer", "draft_key"])
        work.save()
    if is_new:
        work.themes.add(*Theme.objects.filter(slug__in=new["themes"]))
        Abstract.objects.bulk_create(
            Abstract(resource=work, language=code, text=text)
            for code, text in new["abstracts"].items()
        )
        return True
    parts = [_write_themes(work, before, new), _write_abstracts(work, before, new)]
    return bool(changed) or any(parts)


def _is_as_before(work: Resource, name: str, before: dict[str, Any]) -> bool:
    return work.pk is None or _held(work, name) == before.get(name, _held(work, name))


def _held(work: Resource, name: str) -> Any:
    """As the facts write it."""
    value = getattr(work, name)
    return sorted(str(one) for one in value) if name == "countries" else value


def _write_themes(work: Resource, before: dict[str, Any], new: dict[str, Any]) -> bool:
    held = sorted(work.themes.values_list("slug", flat=True))
    if held == new["themes"] or (before and held != before.get("themes")):
        return False
    work.themes.set(Theme.objects.filter(slug__in=new["themes"]))
    return True


def _write_abstracts(work: Resource, before: dict[str, Any], new: dict[str, Any]) -> bool:
    held = dict(work.abstracts.values_list("language", "text"))
    old, told = before.get("abstracts", {}), new["abstracts"]
    ours = {code for code, text in held.items() if old.get(code) != text}
    wrote = False
    for code in sorted((old.keys() | told.keys()) - ours):
        if code not in told:
            wrote |= bool(work.abstracts.filter(language=code).delete()[0])
        elif held.get(code) != told[code] and (code in held or code not in old):
            Abstract.objects.update_or_create(
                resource=work, language=code, defaults={"text": told[code]}
            )
            wrote = True
    return wrote


def _plain(said: Any) -> Any:
    """As it comes back from JSON, so that it can be compared."""
    return {name: [list(one) for one in values] for name, values in (said or {}).items()}


def _state(record: SourceRecord) -> dict[str, Any]:
    kept = ["resource_id", "brought", "taken", "deleted", *(["told"] if record.pk else [])]
    return {name: getattr(record, name) for name in kept}


def _restore(record: SourceRecord, before: dict[str, Any]) -> None:
    for name, value in before.items():
        setattr(record, name, value)
