"""What staff ask for: begin, agree, cancel, read it again."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from members.files.names import display_name
from members.lists import deeds
from members.models import Member
from resources.models import Import

from .tasks import bring_in, preview_import


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


def agree(*, one: Import) -> None:
    """Have it brought in as the preview says. Raises `Elsewhere`."""
    deeds.agree(one, lambda number: bring_in.defer(import_id=number))


def cancel(*, one: Import) -> None:
    """From now on nothing of it will come in. Raises `Elsewhere` when all of it is in already."""
    deeds.cancel(one)


def read_again(*, one: Import) -> None:
    """Compare it with the library as it is now. Raises `Elsewhere`."""
    deeds.read_again(one, lambda number: preview_import.defer(import_id=number), review_count=0)
