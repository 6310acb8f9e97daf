"""A person's own data, over all rooms: a copy to take along, and leaving for good.

Every room says in its `privacy.py` what it holds of her, what of it is hers to take along, and what
it leaves behind; this module only asks them in turn.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

import forums.privacy
import members.privacy
import resources.privacy
from members.models import DataCopy, Departure, Member
from members.notices.deliver import write_letter
from members.notices.models import Letter
from members.privacy import Answer, Piece, as_json

MAKING = "portal.make_data_copy"  # the job, by its name: it imports this module
FAREWELL = "farewell"  # the kind of letter
KEPT_DAYS = 7  # a copy is deleted then
PAUSE = dt.timedelta(hours=1)  # between two copies
MOST_BYTES = 2 * 1024**3  # of her files in one copy; the others are named in it

ANSWERS: dict[str, Answer] = {
    **members.privacy.ANSWERS,
    **resources.privacy.ANSWERS,
    **forums.privacy.ANSWERS,
}


class TooSoon(Exception):
    """A copy is in the making, or has just been made."""


class CannotLeave(Exception):
    """`str()` of this says why, to her."""


def ask_for_copy(member: Member) -> DataCopy:
    """Have the worker make one. Raises `TooSoon`."""
    hers = DataCopy.objects.filter(member=member)
    if hers.filter(asked_at__gt=timezone.now() - PAUSE).exists():
        raise TooSoon
    _forget(hers.filter(ready_at__isnull=True))  # its job has failed: one does not take an hour
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(member=member)
            app.configure_task(MAKING).defer(copy_id=copy.pk)
    except IntegrityError:
        raise TooSoon from None
    return copy


def in_the_making(member: Member) -> DataCopy | None:
    """One that she has just asked for; if none comes of it in an hour, she may ask again."""
    lately = Q(member=member, asked_at__gt=timezone.now() - PAUSE)
    return DataCopy.objects.filter(lately, ready_at__isnull=True).first()


def make_copy(copy_id: int) -> None:
    """Called by the worker. Nothing happens if she has left, or it is made already.

    The row names the file before it is there: what a killed worker leaves behind is known, and is
    written over by the next one, or deleted with the row.
    """
    waiting = DataCopy.objects.filter(pk=copy_id, ready_at__isnull=True)
    waiting.filter(file="").update(file=f"copies/{get_random_string(32)}.zip")
    copy = waiting.select_related("member").first()
    if copy is None:
        return
    path = str(copy.file.name)
    default_storage.delete(path)
    with tempfile.TemporaryFile() as target:
        _write(copy.member, target)
        target.seek(0)
        default_storage.save(path, File(target))
    if not _tell(copy_id):
        default_storage.delete(path)


@transaction.atomic
def _tell(copy_id: int) -> bool:
    """That it is ready; whether she is still there to be told."""
    waiting = DataCopy.objects.select_for_update().filter(pk=copy_id, ready_at__isnull=True)
    copy = waiting.select_related("member").first()
    if copy is None:
        return False
    copy.ready_at = timezone.now()
    copy.save(update_fields=["ready_at"])
    member = copy.member
    write_letter(
        "data_copy_ready", address=member.email, recipient=member, context={"days": KEPT_DAYS}
    )
    return True


def forget_old_copies() -> None:
    """What has lain about long enough, made or not; and the last letters to those who have left."""
    since = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    never_made = Q(ready_at__isnull=True, asked_at__lt=since)
    _forget(DataCopy.objects.filter(never_made | Q(ready_at__lt=since)))
    Letter.objects.filter(kind=FAREWELL, sent_at__lt=since).delete()


@transaction.atomic
def _forget(copies: QuerySet[DataCopy]) -> None:
    members.privacy.forget_files(copies.values_list("file", flat=True))
    copies.delete()


def _pieces(member: Member) -> Iterator[Piece]:
    yield from members.privacy.export(member)
    yield from resources.privacy.export(member)
    yield from forums.privacy.export(member)


def _write(member: Member, target: IO[bytes]) -> None:
    """One JSON file a kind of thing and her files beside them, a piece at a time in memory."""
    room, left_out = MOST_BYTES, []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for piece in _pieces(member):
            if piece.rows is not None:
                text = json.dumps(piece.rows, ensure_ascii=False, indent=1, default=as_json)
                archive.writestr(f"{piece.name}.json", text)
                continue
            if not piece.file or not default_storage.exists(str(piece.file.name)):
                continue  # lost files are staff's to look for; her copy is made all the same
            if piece.file.size > room:
                left_out.append({"file": piece.name, "size": piece.file.size})
                continue
            room -= piece.file.size
            with (
                piece.file.open("rb") as source,
                archive.open(_entry(piece), "w", force_zip64=True) as entry,
            ):
                shutil.copyfileobj(source, entry)
        if left_out:
            archive.writestr("left-out.json", json.dumps(left_out, ensure_ascii=False, indent=1))


def _entry(piece: Piece) -> zipfile.ZipInfo:
    """Her files are packed already; to pack them once more would only take time."""
    safe = piece.name.replace("/", "_").replace("\\", "_")
    return zipfile.ZipInfo(f"files/{safe}", date_time=timezone.now().timetuple()[:6])


def _lock(member: Member) -> Member:
    """Her row; of who looks after the machine all rows, or the last two could leave at once."""
    rows = Member.objects.select_for_update().order_by("pk")
    others = Q(is_superuser=True) if member.is_superuser else Q(pk=member.pk)
    return {one.pk: one for one in rows.filter(Q(pk=member.pk) | others)}[member.pk]


@transaction.atomic
def leave(*, member: Member, keep_words: bool) -> Departure:
    """She leaves for good; twice is as good as once. Raises `CannotLeave`."""
    locked = _lock(member)
    gone = Departure.objects.filter(member=locked).first()
    if gone:
        return gone
    others = Member.objects.filter(is_superuser=True, status=Member.Status.ACTIVE)
    if locked.is_superuser and not others.exclude(pk=locked.pk).exists():
        raise CannotLeave(
            _("You are the last who looks after the machine. Please name somebody else first.")
        )
    write_letter(
        FAREWELL,
        address=locked.email,
        language=locked.interface_language,
        context={"name": locked.name, "keep_words": keep_words},
    )
    resources.privacy.erase(locked, keep_words=keep_words)
    forums.privacy.erase(locked, keep_words=keep_words)
    members.privacy.erase(locked)
    return Departure.objects.create(member=locked, keeps_words=keep_words)
