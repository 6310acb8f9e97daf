"""What would become of the library, row by row: compared with what it holds, written nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.files.names import display_name
from members.files.refusal import Refused
from members.files.sniff import sha256, sniff
from members.lists.sheets import Row
from members.models import Member, Visibility, fold
from members.models.lists import RowOutcome as Outcome
from members.models.visibility import is_wider
from members.tidy import tidy
from resources.identifiers import are_other_dois, known_doi
from resources.known import numbers_with_dois
from resources.models import Document, Resource

from . import columns
from .columns import Facts
from .completeness import is_described
from .parcels import NoSuchFile, Parcel
from .vocabulary import Vocabulary

Status = Resource.Status
# Checked as the library checks what people type.
CHECKED = frozenset({"title", "publisher", "license_terms", "issued", "source_url", "doi", "isbn"})


@dataclass
class Plan:
    """What a row comes to. `resource` is changed already, and not yet saved."""

    facts: Facts
    resource: Resource
    is_new: bool
    changes: list[str] = field(default_factory=list)
    abstracts: dict[str, str] = field(default_factory=dict)  # those to write
    files: list[tuple[str, str]] = field(default_factory=list)  # those to add: name, language
    publishes: bool = False
    waits: bool = False  # for the people who review
    narrows: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.facts.problems:
            return Outcome.WRONG
        if self.is_new:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED


class Planner:
    """For one list from its first row to its last, a batch at a time.

    New works are as open as `visibility` says where their row says nothing; `publish` those that
    are complete. `lock` the works that are compared, for whoever writes afterwards.
    """

    def __init__(
        self,
        *,
        by: Member,
        words: Vocabulary,
        publish: bool = False,
        visibility: str = Visibility.PUBLIC,
        parcel: Parcel | None = None,
        lock: bool = False,
    ) -> None:
        self.by, self.words, self.publish, self.visibility = by, words, publish, visibility
        self.parcel, self.lock = parcel, lock
        self._rows_of: dict[str, int] = {}  # what a work or a file is known by → its row
        self._titles: dict[int, tuple[int, str]] = {}  # likewise, with the DOI of that row

    def plans(self, rows: Sequence[Row]) -> list[Plan]:
        batch = [columns.read(row, self.words) for row in rows]
        shelf = Shelf(batch, by=self.by, lock=self.lock)
        return [self._plan(facts, shelf) for facts in batch]

    def _plan(self, facts: Facts, shelf: Shelf) -> Plan:
        known = shelf.match(facts)
        if known is None and facts.pk is not None:
            facts.refuse("address", _("There is no work at this address."))
        plan = Plan(facts, known or self._blank(), is_new=known is None)
        self._refuse_twins(plan)
        self._compare_fields(plan)
        self._compare_links(plan)
        self._compare_abstracts(plan)
        self._check_widths(plan)
        self._check_fields(plan)
        self._compare_files(plan)
        self._settle_status(plan)
        return plan

    def _blank(self) -> Resource:
        return Resource(
            submitted_by=self.by,
            status=Status.SUBMITTED,
            submitted_at=timezone.now(),
            visibility=self.visibility,
            files_visibility=self.visibility,
        )

    def _refuse_twins(self, plan: Plan) -> None:
        """A list may say two things of one work; which of them would count?"""
        facts = plan.facts
        doi = known_doi(facts.values.get("doi", ""))
        key = f"work {plan.resource.pk}" if not plan.is_new else f"doi {doi}" if doi else ""
        row = self._rows_of.setdefault(key, facts.number) if key else facts.number
        if plan.is_new and row == facts.number and "title" in facts.values:
            alike, its_doi = self._titles.setdefault(hash(title_key(facts)), (row, doi))
            row = row if are_other_dois(doi, its_doi) else alike
        if row != facts.number:
            facts.refuse("title", _("Row %(row)d is the same work.") % {"row": row})

    def _compare_fields(self, plan: Plan) -> None:
        work, values = plan.resource, plan.facts.values
        before = (work.visibility, work.files_visibility)
        record = values.get("visibility", "")
        if record and (plan.is_new or is_wider(work.files_visibility, than=record)):
            # Unless the row says otherwise, below.
            work.files_visibility = record
        for name, value in values.items():
            held = getattr(work, name)
            if not (_is_same_doi(held, value) if name == "doi" else _same(held, value)):
                setattr(work, name, value)
                plan.changes.append("language" if name == "languages" else name)
        after = (work.visibility, work.files_visibility)
        plan.narrows = any(is_wider(a, than=b) for a, b in zip(before, after, strict=True))

    def _compare_links(self, plan: Plan) -> None:
        for name in ("themes", "regions", "groups"):
            wanted = {one.pk for one in getattr(plan.facts, name)}
            held = set() if plan.is_new else {one.pk for one in getattr(plan.resource, name).all()}
            if wanted and wanted != held:
                plan.changes.append(name)
                plan.narrows |= name == "groups" and not held <= wanted

    def _compare_abstracts(self, plan: Plan) -> None:
        own = next(iter(plan.resource.languages), "en")
        held = _abstracts(plan)
        said = plan.facts.abstracts
        wanted = {language or own: text for language, text in said.items()}
        plan.abstracts = {
            language: text
            for language, text in wanted.items()
            if not _same(held.get(language, ""), text)
        }
        plan.changes += [f"abstract_{language}" for language in plan.abstracts]

    def _check_widths(self, plan: Plan) -> None:
        work, refuse = plan.resource, plan.facts.refuse
        if is_wider(work.files_visibility, than=work.visibility):
            said = _("Files cannot be open to more people than their record.")
            refuse("files_visibility", said)
        closed = Visibility.GROUP in (work.visibility, work.files_visibility)
        held = plan.facts.groups or ([] if plan.is_new else list(work.groups.all()))
        if closed and not held:
            refuse("groups", _("Please name the groups."))

    def _check_fields(self, plan: Plan) -> None:
        facts, work = plan.facts, plan.resource
        wrong = {column for column, _said in facts.problems}
        if not work.title:
            facts.refuse("title", _("A work needs a title."))
        if not work.languages and "language" not in wrong:
            facts.refuse("language", _("Please say in which language it is written."))
        touched = {*facts.values} & {*CHECKED, "creators"}
        others = [one.name for one in work._meta.fields if one.name not in touched]
        try:
            work.clean_fields(exclude=others)
        except ValidationError as error:
            for name, said in error.message_dict.items():
                facts.refuse(name, " ".join(said))

    def _compare_files(self, plan: Plan) -> None:
        held = set() if plan.is_new else {one.sha256 for one in plan.resource.documents.all()}
        own = next(iter(plan.resource.languages), "en")
        for column, name, language in plan.facts.files:
            try:
                digest = self._looked_at(name)
            except NoSuchFile as missing:
                plan.facts.refuse(column, missing.said)
                continue
            except Refused as refusal:
                plan.facts.refuse(column, f"{display_name(name)}: {refusal.message}")
                continue
            row = self._rows_of.setdefault(f"file {digest}", plan.facts.number)
            if row != plan.facts.number:
                said = _("Row %(row)d names the same file.")
                plan.facts.refuse(column, said % {"row": row})
            elif digest not in held:
                held.add(digest)
                self._refuse_known(plan, column, digest)
                plan.files.append((name, language or own))
                plan.changes.append(column)

    def _looked_at(self, name: str) -> str:
        """Its checksum, once it is known to be what the library takes."""
        if self.parcel is None:
            raise NoSuchFile(_("There are no files with this list."))
        with self.parcel.file(name) as file:
            sniff(file, display_name(name), staff=self.by.works_for_staff)
            return sha256(file)

    def _refuse_known(self, plan: Plan, column: str, digest: str) -> None:
        elsewhere = Document.objects.visible_to(self.by).filter(sha256=digest)
        known = elsewhere.exclude(resource__status=Status.DECLINED).select_related("resource")
        if twin := known.first():
            said = _("The library already has this very file: %(title)s (%(address)s).")
            facts = {"title": twin.resource, "address": twin.resource.get_absolute_url()}
            plan.facts.refuse(column, said % facts)

    def _settle_status(self, plan: Plan) -> None:
        """Nothing that waits for a description is published, and nothing published loses its."""
        work = plan.resource
        english = plan.abstracts.get("en") or _abstracts(plan).get("en", "")
        complete = is_described(work.languages, english)
        if work.status == Status.PUBLISHED and plan.changes and not complete:
            said = _("It is published and not in English: describe it in 1 to 100 English words.")
            plan.facts.refuse("english", said)
        if work.status != Status.SUBMITTED:
            return
        plan.publishes = self.publish and complete
        plan.waits = not plan.publishes
        if plan.publishes and not plan.is_new:
            plan.changes.append("status")


class Shelf:
    """The works of the library that a batch of rows may mean; read with few questions."""

    def __init__(self, batch: Iterable[Facts], *, by: Member, lock: bool) -> None:
        batch = list(batch)
        pks = {facts.pk for facts in batch if facts.pk}
        dois = {doi for facts in batch if (doi := facts.values.get("doi"))}
        titles = {title_key(facts)[0] for facts in batch if "title" in facts.values}
        shown = Resource.objects.visible_to(by).exclude(status=Status.DRAFT)
        if dois:
            pks |= numbers_with_dois(shown, dois)
        if lock:
            shown = shown.select_for_update(of=("self",))
        works = shown.prefetch_related("abstracts", "themes", "regions", "groups", "documents")
        found: dict[int, Resource] = {}
        # One after another: each has an index of its own, and together they have none.
        for wanted, named in ((Q(pk__in=pks), pks), (Q(sort_title__in=titles), titles)):
            if named:
                found |= {one.pk: one for one in works.filter(wanted) if one.pk not in found}
        self._by_pk = found
        self._by_doi: dict[str, Resource] = {}
        self._by_title: dict[tuple[str, ...], Resource] = {}
        for work in sorted(found.values(), key=lambda one: one.pk):
            if doi := known_doi(work.doi, work.source_url):
                self._by_doi.setdefault(doi, work)
            self._by_title.setdefault(_title_key_of(work), work)

    def match(self, facts: Facts) -> Resource | None:
        """By its address, else its DOI, else its title with year and language."""
        if facts.pk is not None:
            return self._by_pk.get(facts.pk)
        doi = known_doi(facts.values.get("doi", ""))
        if doi in self._by_doi:
            return self._by_doi[doi]
        alike = self._by_title.get(title_key(facts))
        if alike and are_other_dois(known_doi(alike.doi, alike.source_url), doi):
            return None
        return alike


def title_key(facts: Facts) -> tuple[str, ...]:
    spoken = next(iter(facts.values.get("languages", [])), "")
    title = fold(facts.values.get("title", ""))[: Resource._meta.get_field("sort_title").max_length]
    return (title, str(facts.values.get("issued") or ""), spoken)


def _title_key_of(work: Resource) -> tuple[str, ...]:
    return (work.sort_title, str(work.issued or ""), next(iter(work.languages), ""))


def _abstracts(plan: Plan) -> dict[str, str]:
    if plan.is_new:
        return {}
    return {one.language: one.text for one in plan.resource.abstracts.all()}


def _is_same_doi(held: str, wanted: str) -> bool:
    return known_doi(held) == known_doi(wanted)


def _same(held: Any, wanted: Any) -> bool:
    """As a list would show them: a name with ";" in it cannot be told from two."""
    if isinstance(wanted, list):
        return "; ".join(str(getattr(one, "code", one)) for one in held) == "; ".join(wanted)
    if isinstance(wanted, str):
        return tidy(str(held)).strip() == wanted
    return bool(held == wanted)
