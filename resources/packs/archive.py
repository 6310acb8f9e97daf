"""A ZIP that is made while it leaves: nothing is kept, and its length is known before it begins.

The same texts and files on the same day are the same bytes, so that a broken download goes on
where it stopped. Documents are stored as they are, because their formats are packed already.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PIECE = 64 * 1024
# PKWARE's APPNOTE, 4.3: a file has a header before it, its checksum behind it and a line in the
# directory; the archive ends with the directory's end.
LOCAL_HEADER, DESCRIPTOR, DIRECTORY_LINE, DIRECTORY_END = 30, 16, 46, 22
READABLE = 0o644 << 16
UNIX = 3


class Torn(Exception):
    """A file is not, or no longer, as long as it was said to be."""


@dataclass(frozen=True)
class File:
    """`mark` changes when its content does."""

    name: str
    size: int
    mark: str
    open: Callable[[], IO[bytes]]


class _Sink:
    """Where the archive is written to: it cannot be wound back, and is emptied again and again."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written last is still to be taken."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class Archive:
    """`length` in bytes and `mark` are known at once; it can be read one time."""

    def __init__(
        self, texts: Sequence[tuple[str, bytes]], files: Sequence[File], *, day: dt.date
    ) -> None:
        """Texts are few and small: they are held in memory. They stand before the files."""
        self._day = day
        self._files = files
        self._sink = _Sink()
        self._zip = ZipFile(self._sink, "w")
        for name, content in texts:
            self._zip.writestr(self._info(name, ZIP_DEFLATED), content)
        self._beginning = self._sink.take()
        names = [name for name, _content in texts] + [one.name for one in files]
        self.length = (
            len(self._beginning)
            + sum(LOCAL_HEADER + len(one.name.encode()) + one.size + DESCRIPTOR for one in files)
            + sum(DIRECTORY_LINE + len(name.encode()) for name in names)
            + DIRECTORY_END
        )
        digest = hashlib.sha256(self._beginning)
        for one in files:
            digest.update(f"\n{one.name} {one.size} {one.mark}".encode())
        self.mark = digest.hexdigest()[:32]

    def _info(self, name: str, method: int) -> ZipInfo:
        info = ZipInfo(name, (self._day.year, self._day.month, self._day.day, 0, 0, 0))
        info.compress_type = method
        info.create_system = UNIX
        info.external_attr = READABLE
        return info

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to, but not with, `stop`.

        What stands before is made and passed over: the directory at the end needs its checksums.
        Raises `Torn` when a file is missing or has another length.
        """
        stop = self.length if stop is None else stop
        position = 0
        for piece in self._pieces():
            here, position = position, position + len(piece)
            if position > start:
                yield piece[max(start - here, 0) : stop - here]
            if position >= stop:
                return
        if position != self.length:
            raise Torn(f"{position} bytes instead of {self.length}")

    def _pieces(self) -> Iterator[bytes]:
        yield self._beginning
        for one in self._files:
            yield from self._stored(one)
        self._zip.close()
        yield self._sink.take()

    def _stored(self, one: File) -> Iterator[bytes]:
        info = self._info(one.name, ZIP_STORED)
        info.file_size = one.size
        left = one.size
        try:
            source = one.open()
        except OSError as error:
            raise Torn(one.name) from error
        with source, self._zip.open(info, "w") as target:
            # One byte more than there should be, to notice a file that has grown.
            while data := source.read(min(PIECE, left + 1)):
                left -= len(data)
                if left < 0:
                    raise Torn(one.name)
                target.write(data)
                yield self._sink.take()
        if left:
            raise Torn(one.name)
        yield self._sink.take()
