"""Files that come with posts: into a draft first, with its post out of it. No views.

What is taken, what it may be called and what it must not contain, `members.files` knows.
"""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.files.names import display_name
from members.files.redrawn import PICTURES, Fault, redrawn
from members.files.refusal import Refused
from members.files.sniff import sha256, sniff
from members.files.types import MEGABYTE
from members.files.upload import NO_ROOM, check_kept

from . import scanning
from .models import Attachment, Draft, Post
from .models.posts import AttachmentQuerySet, random_path

MOST = 5
LARGEST = 25 * MEGABYTE

_TOO_MANY = format_lazy(_("At most {most} files come with a post."), most=MOST)
_TOO_LARGE = format_lazy(
    _("This file is larger than {most} MB. Could you make it smaller, or link to it?"),
    most=LARGEST // MEGABYTE,
)
_FAULTS = {
    Fault.DAMAGED: _("This picture is damaged. Please save it again and send that copy."),
    Fault.MOVES: _("This picture moves. Please send one that stands still, or a film."),
    Fault.TOO_MANY_DOTS: _("This picture has too many dots. Please make it smaller."),
}


def keep(*, draft: Draft, upload: File[bytes]) -> None:
    """Into the draft; once, if it is there already. Raises `Refused`.

    A photo is drawn anew, so that it does not say where it was taken. Nothing is left behind on
    the disk when it fails.
    """
    attachment, content = _prepared(draft, upload)
    path = _stored(content)
    attachment.file.name = path
    kept = False
    try:
        kept = _enter(attachment)
    finally:
        if not kept:
            default_storage.delete(path)


def _prepared(draft: Draft, upload: File[bytes]) -> tuple[Attachment, File[bytes]]:
    check_kept(upload)
    if (upload.size or 0) > LARGEST:
        raise Refused(_TOO_LARGE, "too_big")
    name = display_name(upload.name or "")
    kind = sniff(upload, name).media_type
    content: Any = upload
    if kind in PICTURES:
        drawn = redrawn(upload, kind)
        if isinstance(drawn, Fault):
            raise Refused(_FAULTS[drawn], "damaged")
        content = ContentFile(drawn)
    attachment = Attachment(
        draft=draft, name=name, media_type=kind, size=content.size, sha256=sha256(content)
    )
    return attachment, content


def _stored(content: File[bytes]) -> str:
    path = random_path(None, "")
    content.seek(0)
    try:
        return default_storage.save(path, content)
    except OSError as error:
        default_storage.delete(path)
        raise Refused(NO_ROOM, code="no_room") from error


@transaction.atomic
def _enter(attachment: Attachment) -> bool:
    """False if the draft has it already. The lock is taken late: a file may take its time."""
    draft = Draft.objects.select_for_update().get(pk=attachment.draft_id or 0)
    there = list(draft.attachments.values_list("sha256", flat=True))
    if attachment.sha256 in there:
        return False
    if len(there) >= MOST:
        raise Refused(_TOO_MANY, "too_many")
    held = attachment.hold_for_scan()
    attachment.save()
    if held:
        scanning.scan_attachment.defer(number=attachment.pk)
    return True


def take_away(*, draft: Draft, numbers: list[str]) -> None:
    """Those that she has ticked."""
    wanted = [int(number) for number in numbers if number.isascii() and number.isdecimal()]
    delete(draft.attachments.filter(pk__in=[one for one in wanted if one < 2**63]))


@transaction.atomic
def delete(attachments: AttachmentQuerySet) -> None:
    """The rows, and the files when that is certain."""
    paths = [path for path in attachments.values_list("file", flat=True) if path]
    attachments.delete()
    transaction.on_commit(lambda: _remove(paths))


def _remove(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def hang(*, draft: Draft, post: Post) -> None:
    """What waited in the draft comes with the post; in the transaction in which it is written."""
    draft.attachments.update(draft=None, post=post)
