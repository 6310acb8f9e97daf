"""How files reach the disk: in a stream, and no further than the person may send.

The settings name the handler for all forms of the house; `attach` knows what it could not keep.
"""

from __future__ import annotations

import contextlib
import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from members.files.refusal import Refused
from members.files.types import LIMIT, STAFF_LIMIT

NO_ROOM = _("The library could not keep the file: its disk is full. Please try again later.")


class LostUpload(UploadedFile):
    """A file of which only the name and the true size were kept. `no_room`: the disk was full."""

    def __init__(self, name: str, size: int, *, no_room: bool) -> None:
        super().__init__(io.BytesIO(), name, size=size)
        self.no_room = no_room


def check_kept(upload: Any) -> None:
    """Raises `Refused` for a file that the disk had no room for."""
    if isinstance(upload, LostUpload) and upload.no_room:
        raise Refused(NO_ROOM, code="no_room")


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing beyond the limit, and reads on: the rest of the form arrives whole."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        member = getattr(self.request, "member", None)
        self.limit = (STAFF_LIMIT if member.works_for_staff else LIMIT) if member else 0
        self.lost = self.no_room = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.lost:
            return
        if start + len(raw_data) > self.limit:
            self._lose(no_room=False)
            return
        try:
            self._write(raw_data, start)
        except OSError:
            self._lose(no_room=True)

    def _write(self, data: bytes, start: int) -> None:
        super().receive_data_chunk(data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.lost:
            try:
                return super().file_complete(file_size)
            except OSError:
                self._lose(no_room=True)
        return LostUpload(self.file_name or "", file_size, no_room=self.no_room)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file") and not self.lost:
            super().upload_interrupted()

    def _lose(self, *, no_room: bool) -> None:
        """What was written is given back to the disk at once."""
        self.lost, self.no_room = True, no_room
        with contextlib.suppress(OSError):  # a full disk does not take the last buffer either
            self.file.close()
