"""Deeds about new files of a published work: sent, taken in, declined, taken back.

Each leaves a step. The published page keeps what it has until staff take the new file in.
"""

from __future__ import annotations

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from members.models import Member

from . import search
from .actions import AlreadyInLibrary, NotNow, enter, prepared, store
from .models import Document, Resource, ReviewStep, WaitingDocument
from .models.documents import random_path
from .notices import tell_sender_of_file
from .oai import history
from .tasks import scan_waiting_document

Deed = ReviewStep.Deed


def send_version(
    *,
    resource: Resource,
    upload: File[bytes],
    language: str,
    by: Member,
    replaces: Document | None = None,
    note: str = "",
) -> WaitingDocument:
    """Keep a new file until staff have looked at it.

    Raises `Refused` and `AlreadyInLibrary` like `actions.attach`, and `NotNow` if the work is not
    published any more. Nothing is left behind on the disk when it fails.
    """
    document = prepared(resource=resource, upload=upload, language=language, by=by)
    waiting = WaitingDocument(
        resource=resource,
        replaces=replaces,
        language=language,
        name=document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256,
        note=note,
        sent_by=by,
    )
    path = store(upload, random_path(document, ""))
    waiting.file.name = path
    try:
        _enter_waiting(waiting)
    except BaseException:
        default_storage.delete(path)
        raise
    return waiting


@transaction.atomic
def _enter_waiting(waiting: WaitingDocument) -> None:
    resource = _locked(waiting.resource_id)
    if resource.waiting_documents.filter(sha256=waiting.sha256).exists():
        raise AlreadyInLibrary(resource)
    held = waiting.hold_for_scan()
    waiting.save()
    if held:
        scan_waiting_document.defer(number=waiting.pk)
    _write_down(resource, Deed.FILE_SENT, by=waiting.sent_by, reason=waiting.note)


@transaction.atomic
def take_in(*, waiting: WaitingDocument, by: Member) -> Document:
    """Let readers have it: as the newest version of what it replaces, or as one more language.

    Raises `NotNow` if somebody else has decided, it waits for the virus scan, or the work is not
    published any more, and `AlreadyInLibrary` if the work has this very file by now.
    """
    resource = _locked(waiting.resource_id)
    fresh = _still_waiting(waiting)
    if fresh.is_held:
        raise NotNow
    replaced = _newest_of(fresh.replaces)
    document = Document(
        resource=resource,
        language=fresh.language,
        version=replaced.version + 1 if replaced else 1,
        name=fresh.name,
        media_type=fresh.media_type,
        size=fresh.size,
        sha256=fresh.sha256,
        added_by=fresh.sent_by,
        scan=fresh.scan,
        scanned_at=fresh.scanned_at,
    )
    document.file.name = fresh.file.name
    enter(document, replaced)
    fresh.delete()
    if document.language not in resource.languages:
        resource.languages = [*resource.languages, document.language]
    resource.save(update_fields=["languages", "updated_at"])
    _write_down(resource, Deed.FILE_ADDED, by=by)
    search.index([resource])
    history.note([resource.pk])
    tell_sender_of_file("file_taken_in", fresh, resource, by=by)
    return document


@transaction.atomic
def decline_version(*, waiting: WaitingDocument, by: Member, reason: str) -> None:
    """The work stays as it is; whoever sent the file reads why."""
    resource, fresh = _let_go(waiting)
    _write_down(resource, Deed.FILE_DECLINED, by=by, reason=reason)
    tell_sender_of_file("file_declined", fresh, resource, by=by, reason=reason)


@transaction.atomic
def take_back(*, waiting: WaitingDocument) -> None:
    """By whoever sent it, until staff decide. Raises `NotNow` once they have."""
    resource, fresh = _let_go(waiting)
    _write_down(resource, Deed.FILE_TAKEN_BACK, by=fresh.sent_by)


def _let_go(waiting: WaitingDocument) -> tuple[Resource, WaitingDocument]:
    """Its work, locked, and the row as it was; its file goes when all is written."""
    resource = Resource.objects.select_for_update().filter(pk=waiting.resource_id).first()
    if resource is None:
        raise NotNow
    fresh = _still_waiting(waiting)
    path = fresh.file.name or ""
    fresh.delete()
    if path:  # the file of a virus has gone already
        transaction.on_commit(lambda: default_storage.delete(path))
    return resource, fresh


def _locked(number: int) -> Resource:
    resource = Resource.objects.select_for_update().filter(pk=number).first()
    if resource is None or resource.status != Resource.Status.PUBLISHED:
        raise NotNow
    return resource


def _still_waiting(waiting: WaitingDocument) -> WaitingDocument:
    """Read again, under the lock of its work."""
    fresh = WaitingDocument.objects.select_related("replaces", "sent_by").filter(pk=waiting.pk)
    found = fresh.first()
    if found is None:
        raise NotNow
    return found


def _newest_of(document: Document | None) -> Document | None:
    """Another new version may have been taken in meanwhile."""
    while document and document.replaced_by:
        document = document.replaced_by
    return document


def _write_down(resource: Resource, deed: ReviewStep.Deed, *, by: Member, reason: str = "") -> None:
    ReviewStep.objects.create(
        resource=resource,
        deed=deed,
        by=by,
        reason=reason,
        status_before=resource.status,
        status_after=resource.status,
    )
