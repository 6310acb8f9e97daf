"""What staff ask for, each in one statement: who was quicker has decided."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from members.models import Member
from resources.actions import NotNow
from resources.files.names import display_name
from resources.models import Import

from .tasks import bring_in, preview_import

Status = Import.Status
CANCELLABLE = (*Import.AT_WORK, Status.READ)
READABLE_AGAIN = (Status.READ, Status.CANCELLED, Status.FAILED)
NO_COUNTS = {
    "new_count": 0,
    "changed_count": 0,
    "unchanged_count": 0,
    "wrong_count": 0,
    "review_count": 0,
    "rows_done": 0,
}


@transaction.atomic
def begin(*, upload: UploadedFile, by: Member, publish: bool, visibility: str) -> Import:
    """Keep what was sent, and have it read."""
    one = Import.objects.create(
        begun_by=by,
        file=upload,
        name=display_name(upload.name or ""),
        publish=publish,
        visibility=visibility,
    )
    preview_import.defer(import_id=one.pk)
    return one


@transaction.atomic
def agree(*, one: Import) -> None:
    """Have it brought in as the preview says. Raises `NotNow`."""
    ready = Import.objects.filter(pk=one.pk, status=Status.READ, wrong_count=0)
    if not ready.update(status=Status.AGREED, rows_done=0):
        raise NotNow
    bring_in.defer(import_id=one.pk)


@transaction.atomic
def cancel(*, one: Import) -> None:
    """From now on nothing of it will come in. Raises `NotNow` when all of it is in already."""
    wanted = Import.objects.filter(pk=one.pk, status__in=CANCELLABLE)
    if not wanted.update(status=Status.CANCELLED, ended_at=timezone.now()):
        raise NotNow


@transaction.atomic
def read_again(*, one: Import) -> None:
    """Compare it with the library as it is now. Raises `NotNow`."""
    known = Import.objects.filter(pk=one.pk, status__in=READABLE_AGAIN).exclude(file="")
    if not known.update(status=Status.WAITING, ended_at=None, trouble="", **NO_COUNTS):
        raise NotNow
    preview_import.defer(import_id=one.pk)
