"""What staff ask for: begin, agree, cancel, read it again."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from members.files.names import display_name
from members.lists import deeds
from members.models import Member, RegistryList

from .tasks import bring_in_registry, preview_registry


@transaction.atomic
def begin(*, upload: UploadedFile, about: str, by: Member, write_letters: bool) -> RegistryList:
    """Keep what was sent, and have it read."""
    one = RegistryList.objects.create(
        begun_by=by,
        file=upload,
        name=display_name(upload.name or ""),
        about=about,
        write_letters=write_letters and about == RegistryList.About.PEOPLE,
    )
    preview_registry.defer(list_id=one.pk)
    return one


def agree(*, one: RegistryList) -> None:
    """Have it brought in as the preview says. Raises `Elsewhere`."""
    deeds.agree(one, lambda number: bring_in_registry.defer(list_id=number))


def cancel(*, one: RegistryList) -> None:
    """From now on nothing of it will come in. Raises `Elsewhere` when all of it is in already."""
    deeds.cancel(one)


def read_again(*, one: RegistryList) -> None:
    """Compare it with what is here now. Raises `Elsewhere`."""
    deeds.read_again(one, lambda number: preview_registry.defer(list_id=number))
