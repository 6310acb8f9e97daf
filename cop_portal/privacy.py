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
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

import members.privacy
import resources.privacy
from members.models import DataCopy, Departure, Member
from members.notices.deliver import write_letter
from members.privacy import Answer, Piece, as_json

MAKING = "portal.make_data_copy"  # the job, by its name: it imports this module
KEPT_DAYS = 7  # a copy is deleted then
PAUSE = dt.timedelta(hours=1)  # between two copies
MOST_BYTES = 2 * 1024**3  # of her files in one copy; the others are named in it

ANSWERS: dict[str, Answer] = {**members.privacy.ANSWERS, **resources.privacy.ANSWERS}


class TooSoon(Exception):
    """A copy is in the making, or has just been made."""


class CannotLeave(Exception):
    """`str()` of this says why, to her."""


def ask_for_copy(member: Member) -> DataCopy:
    """Have the worker make one. Raises `TooSoon`."""
    recent = DataCopy.objects.filter(member=member, asked_at__gt=timezone.now() - PAUSE)
    if recent.exists():
        raise TooSoon
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(member=member)
            app.configure_task(MAKING).defer(copy_id=copy.pk)
    except IntegrityError:
        raise TooSoon from None
    return copy


def make_copy(copy_id: int) -> None:
    """Called by the worker. Nothing happens if she has left, or it is made already."""
    waiting = DataCopy.objects.filter(pk=copy_id, ready_at__isnull=True)
    copy = waiting.select_related("member").first()
    if copy is None:
        return
    with tempfile.TemporaryFile() as target:
        _write(copy.member, target)
        target.seek(0)
        path = default_storage.save(f"copies/{get_random_string(32)}.zip", File(target))
    if not _keep(copy_id, path):
        default_storage.delete(path)


@transaction.atomic
def _keep(copy_id: int, path: str) -> bool:
    waiting = DataCopy.objects.select_for_update().filter(pk=copy_id, ready_at__isnull=True)
    copy = waiting.select_related("member").first()
    if copy is None:
        return False
    copy.file.name, copy.ready_at = path, timezone.now()
    copy.save(update_fields=["file", "ready_at"])
    member = copy.member
    write_letter(
        "data_copy_ready", address=member.email, recipient=member, context={"days": KEPT_DAYS}
    )
    return True


def forget_old_copies() -> None:
    """Those of which nobody needs a second copy lying about."""
    old = DataCopy.objects.filter(ready_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS))
    for copy in old:
        with transaction.atomic():
            members.privacy.forget_files([copy.file.name])
            copy.delete()


def _pieces(member: Member) -> Iterator[Piece]:
    yield from members.privacy.export(member)
    yield from resources.privacy.export(member)


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
            with piece.file.open("rb") as source, archive.open(_entry(piece), "w") as entry:
                shutil.copyfileobj(source, entry)
        if left_out:
            archive.writestr("left-out.json", json.dumps(left_out, ensure_ascii=False, indent=1))


def _entry(piece: Piece) -> zipfile.ZipInfo:
    """Her files are packed already; to pack them once more would only take time."""
    safe = piece.name.replace("/", "_").replace("\\", "_")
    return zipfile.ZipInfo(f"files/{safe}", date_time=timezone.now().timetuple()[:6])


@transaction.atomic
def leave(*, member: Member, keep_words: bool) -> Departure:
    """She leaves for good; twice is as good as once. Raises `CannotLeave`."""
    locked = Member.objects.select_for_update().get(pk=member.pk)
    gone = Departure.objects.filter(member=locked).first()
    if gone:
        return gone
    others = Member.objects.filter(is_superuser=True, status=Member.Status.ACTIVE)
    if locked.is_superuser and not others.exclude(pk=locked.pk).exists():
        raise CannotLeave(
            _("You are the last who looks after the machine. Please name somebody else first.")
        )
    write_letter(
        "farewell",
        address=locked.email,
        language=locked.interface_language,
        context={"name": locked.name, "keep_words": keep_words},
    )
    resources.privacy.erase(locked, keep_words=keep_words)
    members.privacy.erase(locked)
    return Departure.objects.create(member=locked, keeps_words=keep_words)
