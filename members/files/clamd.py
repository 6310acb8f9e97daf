"""Asking ClamAV's daemon whether a file carries a virus, by its command INSTREAM.

See clamd(8): the file is sent in chunks, each after its length, and an empty one ends it.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.core.files import File

PORT = 3310
CHUNK = 64 * 1024
LONGEST_REPLY = 4096
CONNECT_WITHIN = 10.0  # seconds
# A large archive is unpacked after its last byte has arrived, before a word comes back.
ANSWER_WITHIN = 180.0
# Said of what is larger than its settings allow, if it is told to say so. No virus is meant.
BEYOND_ITS_LIMITS = "Heuristics.Limits.Exceeded"


class NotScanned(Exception):
    """The scanner is away, or did not answer as scanners do."""


class TooLarge(NotScanned):
    """The file is larger than the scanner is set to take."""


def find_virus(stream: File[bytes], url: str, *, patience: float = ANSWER_WITHIN) -> str:
    """The name of what was found; empty for a clean file.

    Raises `NotScanned`, and `OSError` only when the file itself cannot be read.
    """
    try:
        with _connected(url, patience) as link:
            reply = _ask(link, stream)
    except _LinkBroken as error:
        raise NotScanned(str(error)) from error
    return _understood(reply)


class _LinkBroken(Exception):
    """Told apart from a disk that cannot read."""


@contextlib.contextmanager
def _connected(url: str, patience: float) -> Iterator[socket.socket]:
    address = urlsplit(url)
    is_unix = address.scheme == "unix"
    link = socket.socket(socket.AF_UNIX) if is_unix else None
    try:
        if link is None:
            place = (address.hostname or "", address.port or PORT)
            link = socket.create_connection(place, timeout=CONNECT_WITHIN)
        else:
            link.settimeout(CONNECT_WITHIN)
            link.connect(address.path)
    except OSError as error:
        if link is not None:
            link.close()
        raise _LinkBroken(str(error)) from error
    with link:
        link.settimeout(patience)
        yield link


def _ask(link: socket.socket, stream: File[bytes]) -> str:
    """It may answer and hang up before it has heard all: of a file too large for it."""
    broken = _send(link, b"zINSTREAM\0")
    while not broken and (chunk := stream.read(CHUNK)):
        broken = _send(link, struct.pack("!L", len(chunk)) + chunk)
    broken = broken or _send(link, struct.pack("!L", 0))
    reply = b""
    try:
        while b"\0" not in reply and len(reply) < LONGEST_REPLY:
            if not (more := link.recv(LONGEST_REPLY)):
                break
            reply += more
    except OSError as error:
        if not reply:
            raise _LinkBroken(str(broken or error)) from error
    return reply.partition(b"\0")[0].decode(errors="replace").strip()


def _send(link: socket.socket, data: bytes) -> OSError | None:
    try:
        link.sendall(data)
    except OSError as error:
        return error
    return None


def _understood(reply: str) -> str:
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.startswith(BEYOND_ITS_LIMITS) or "size limit exceeded" in said:
        raise TooLarge(said)
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND").strip() or "?"
    raise NotScanned(said or "no answer")
