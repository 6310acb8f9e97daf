"""Deeds of the library: each is one transaction and leaves a step of the review."""

from __future__ import annotations

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from members.files.names import display_name
from members.files.sniff import Refused, sha256, sniff
from members.files.upload import NO_ROOM, check_kept
from members.models import Member

from . import search
from .models import Document, Practice, Resource, ReviewStep
from .models.documents import random_path
from .notices import tell_reviewer, tell_sender
from .oai import history
from .tasks import read_document, scan_document

Deed, Status = ReviewStep.Deed, Resource.Status
BATCH = 200


class NotNow(Exception):
    """Somebody else was quicker: the resource is no longer where this deed could begin."""


class Taken(NotNow):
    """`reviewer` has claimed it."""

    def __init__(self, reviewer: Member) -> None:
        super().__init__(reviewer.name)
        self.reviewer = reviewer


class AlreadyInLibrary(Exception):
    """The same file, byte for byte, belongs to `resource`."""

    def __init__(self, resource: Resource) -> None:
        super().__init__(resource.title)
        self.resource = resource


def attach(
    *,
    resource: Resource,
    upload: File[bytes],
    language: str,
    by: Member,
    replaces: Document | None = None,
    path: str = "",
) -> Document:
    """Keep a file with the resource and have it read; the one it replaces is kept as well.

    At `path`, for who has to know it beforehand; else at any.

    Raises `Refused` for what the library does not take, `AlreadyInLibrary` for a file that she
    can see elsewhere in the library. Nothing is left behind on the disk when it fails.
    """
    document = prepared(resource=resource, upload=upload, language=language, by=by)
    document.version = replaces.version + 1 if replaces else 1
    path = store(upload, path or random_path(document, ""))
    document.file.name = path
    try:
        enter(document, replaces)
    except BaseException:
        default_storage.delete(path)
        raise
    return document


def prepared(*, resource: Resource, upload: File[bytes], language: str, by: Member) -> Document:
    """What the library knows of a file before it keeps it; raises like `attach`."""
    check_kept(upload)
    name = display_name(upload.name or "")
    sniffed = sniff(upload, name, staff=by.works_for_staff)
    document = Document(
        resource=resource,
        language=language,
        name=name,
        media_type=sniffed.media_type,
        size=upload.size or 0,
        sha256=sha256(upload),
        added_by=by,
    )
    _check_new(document)
    return document


@transaction.atomic
def enter(document: Document, replaces: Document | None) -> None:
    """Write the row and have it read, where a virus scanner is set after its scan.

    The lock is taken late: a large file may take its time.
    """
    resource = Resource.objects.select_for_update().get(pk=document.resource_id)
    if resource.documents.filter(sha256=document.sha256).exists():
        raise AlreadyInLibrary(resource)
    highest = resource.documents.aggregate(highest=Max("number"))["highest"] or 0
    document.number = highest + 1
    held = document.hold_for_scan()
    document.save()
    if replaces:
        replaces.replaced_by = document
        replaces.save(update_fields=["replaced_by"])
    job = scan_document if held else read_document
    job.defer(document_id=document.pk)


def _check_new(document: Document) -> None:
    """Raises `AlreadyInLibrary` if she who adds it could have read it there already."""
    known = Document.objects.visible_to(document.added_by).filter(sha256=document.sha256)
    own = Document.objects.filter(resource=document.resource, sha256=document.sha256)
    elsewhere = known.exclude(resource__status=Status.DECLINED)
    twin = own.first() or elsewhere.select_related("resource").first()
    if twin:
        raise AlreadyInLibrary(twin.resource)


def store(upload: File[bytes], path: str) -> str:
    upload.seek(0)
    try:
        return default_storage.save(path, upload)
    except OSError as error:
        default_storage.delete(path)
        raise Refused(NO_ROOM, code="no_room") from error


@transaction.atomic
def detach(*, document: Document) -> None:
    """Take a file away from a resource that nobody else has seen yet."""
    paths = _kept_files(Document.objects.filter(pk=document.pk))
    document.delete()
    transaction.on_commit(lambda: _remove_files(paths))


def _step(
    resource: Resource,
    deed: ReviewStep.Deed,
    *,
    by: Member,
    begins: set[Resource.Status],
    ends: Resource.Status,
    reason: str,
) -> Resource:
    """Move the locked row on and write down who did it.

    Raises `NotNow` when it may not begin there, or no longer stands where whoever decides saw it.
    """
    fresh = Resource.objects.select_for_update().get(pk=resource.pk)
    if fresh.status not in begins or fresh.status != resource.status:
        raise NotNow
    now = timezone.now()
    before, fresh.status = fresh.status, ends
    if ends not in Resource.IN_REVIEW:
        fresh.reviewer = None
    if deed == Deed.SUBMITTED:
        fresh.submitted_at = now
    if deed == Deed.PUBLISHED:
        fresh.submitted_at = fresh.submitted_at or now
        fresh.published_at = fresh.published_at or now
    fresh.answer = ""  # it stands in the step from now on
    fresh.save(
        update_fields=[
            *("status", "reviewer", "answer", "submitted_at", "published_at", "updated_at")
        ]
    )
    ReviewStep.objects.create(
        resource=fresh,
        deed=deed,
        by=by,
        at=now,
        reason=reason,
        status_before=before,
        status_after=ends,
    )
    resource.status = ends
    if ends == Status.PUBLISHED:
        search.index([fresh])
    elif before == Status.PUBLISHED:
        search.forget([fresh])
    history.note([fresh.pk])
    return fresh


@transaction.atomic
def submit(*, resource: Resource, by: Member) -> None:
    """Send a draft, or one that came back, to the people who review.

    Who asked a question, or has claimed it since, is told by letter what was answered.
    """
    answers = resource.status == Status.RETURNED
    answer = resource.answer if answers else ""
    begins = {Status.DRAFT, Status.RETURNED}
    fresh = _step(
        resource, Deed.SUBMITTED, by=by, begins=begins, ends=Status.SUBMITTED, reason=answer
    )
    if answers:
        tell_reviewer(fresh, answer)


@transaction.atomic
def claim(*, resource: Resource, by: Member) -> None:
    """Say that `by` is looking at it. Others may still decide; they know whom to ask.

    Raises `Taken` if somebody else has claimed it.
    """
    fresh = Resource.objects.select_for_update().get(pk=resource.pk)
    if fresh.reviewer is not None and fresh.reviewer != by:
        raise Taken(fresh.reviewer)
    if fresh.status not in Resource.IN_REVIEW:
        raise NotNow
    fresh.reviewer = by
    fresh.save(update_fields=["reviewer"])


@transaction.atomic
def release(*, resource: Resource, by: Member) -> None:
    """Give it back to the queue: any reviewer may, for people fall ill."""
    fresh = Resource.objects.select_for_update().get(pk=resource.pk)
    if fresh.reviewer is None:
        raise NotNow
    fresh.reviewer = None
    fresh.save(update_fields=["reviewer"])


@transaction.atomic
def publish(*, resource: Resource, by: Member) -> None:
    begins = {Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN}
    fresh = _step(resource, Deed.PUBLISHED, by=by, begins=begins, ends=Status.PUBLISHED, reason="")
    tell_sender("resource_published", fresh, by=by)


@transaction.atomic
def give_back(*, resource: Resource, by: Member, reason: str) -> None:
    """Ask the person who sent it in for a change."""
    begins = {Status.SUBMITTED}
    ends = Status.RETURNED
    fresh = _step(resource, Deed.RETURNED, by=by, begins=begins, ends=ends, reason=reason)
    tell_sender("resource_returned", fresh, by=by, reason=reason)


@transaction.atomic
def decline(*, resource: Resource, by: Member, reason: str) -> None:
    begins = {Status.SUBMITTED, Status.RETURNED}
    ends = Status.DECLINED
    fresh = _step(resource, Deed.DECLINED, by=by, begins=begins, ends=ends, reason=reason)
    tell_sender("resource_declined", fresh, by=by, reason=reason)


@transaction.atomic
def withdraw(*, resource: Resource, by: Member, reason: str) -> None:
    """Take it out of the library; its address stays and says why."""
    begins = {Status.PUBLISHED}
    ends = Status.WITHDRAWN
    fresh = _step(resource, Deed.WITHDRAWN, by=by, begins=begins, ends=ends, reason=reason)
    tell_sender("resource_withdrawn", fresh, by=by, reason=reason)


@transaction.atomic
def reopen(*, resource: Resource, by: Member) -> None:
    """Undo the last decision: it waits for review again."""
    begins = {Status.RETURNED, Status.DECLINED, Status.PUBLISHED, Status.WITHDRAWN}
    _step(resource, Deed.REOPENED, by=by, begins=begins, ends=Status.SUBMITTED, reason="")


@transaction.atomic
def erase(*, resource: Resource) -> None:
    """Remove a resource and its files for good: for what should never have been kept."""
    # Asked anew: a deed before this one may have left only some of them with the work.
    paths = _kept_files(Document.objects.filter(resource=resource))
    paths += resource.waiting_documents.values_list("file", flat=True)
    number = resource.pk
    search.forget([resource])
    resource.delete()
    history.note([number])
    transaction.on_commit(lambda: _remove_files(paths))


def _kept_files(documents: QuerySet[Document]) -> list[str]:
    """Where their files and pictures are; locked, so that no picture is added meanwhile."""
    rows = documents.select_for_update().values_list("file", "picture")
    return [path for row in rows for path in row if path]


def _remove_files(paths: list[str]) -> None:
    for path in filter(None, paths):  # the file of a virus has gone already
        default_storage.delete(path)


def organization_changed(number: int) -> None:
    """Let what it did be found by what it is called now, some hundred works in a transaction."""
    practices = Practice.objects.filter(organizations=number).order_by("pk")
    pks = list(practices.values_list("resource_id", flat=True))
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            rows = Resource.objects.select_for_update(of=("self",)).order_by("pk")
            works = list(rows.filter(pk__in=pks[start : start + BATCH]))
            search.index(works)
            history.note(work.pk for work in works)
