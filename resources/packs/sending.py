"""The answer that carries a pack, or the rest of one whose line broke (RFC 9110, 14)."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from .archive import Archive, Torn

LONGEST = 3600  # seconds; who is slower goes on with another request
_RANGE = re.compile(r"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))")

logger = logging.getLogger(__name__)


class TooSlow(Exception):
    """The hour is over: the connection breaks, and the browser asks for the rest."""


class Sending:
    """The pieces of a pack on their way; `close` leaves the seat, however it ended."""

    def __init__(self, archive: Archive, part: range, leave: Callable[[], None]) -> None:
        self._pieces = archive.read(part.start, part.stop)
        self._leave = leave
        self._ends_at = time.monotonic() + LONGEST

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if time.monotonic() > self._ends_at:
                raise TooSlow
            return next(self._pieces)
        except BaseException as error:
            self._leave()
            if isinstance(error, Torn):
                logger.error("A pack could not be finished: %s", error)
            raise

    def close(self) -> None:
        self._leave()


def part_of(request: HttpRequest, archive: Archive) -> range | None:
    """The bytes that are asked for; all of them, unless it is one part of this very pack.

    None if the part begins behind the end.
    """
    whole = range(archive.length)
    named = _RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if named is None or (condition is not None and condition != f'"{archive.mark}"'):
        return whole
    first, last, final = named.groups()
    if final is not None:
        return range(max(archive.length - int(final), 0), archive.length) if int(final) else None
    start = int(first)
    stop = min(int(last) + 1, archive.length) if last else archive.length
    if last and int(last) < start:
        return whole
    return range(start, stop) if start < archive.length else None


def answer(
    request: HttpRequest, archive: Archive, *, name: str, leave: Callable[[], None]
) -> HttpResponseBase:
    """Leaves the seat when the pack is sent, refused or given up.

    The connection to the database goes back before the first byte leaves: a slow reader holds
    none of them.
    """
    part = part_of(request, archive)
    response: HttpResponseBase
    if part is None:
        leave()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{archive.length}"
    else:
        if not connection.in_atomic_block:
            connection.close()
        partial = len(part) < archive.length
        status = 206 if partial else 200
        if request.method == "HEAD":
            leave()
            response = HttpResponse(status=status)
        else:
            response = StreamingHttpResponse(Sending(archive, part, leave), status=status)
        response["Content-Length"] = str(len(part))
        if partial:
            response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{archive.length}"
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{archive.mark}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
