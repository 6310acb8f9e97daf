"""Asking other people's servers for something, without being led where we should not go.

For the worker: the link check and the harvest. An address may come from anybody, so each one is
resolved once, checked, and then connected to as it was checked; what it redirects to is checked
anew. Time and bytes are bounded as a whole, not from one packet to the next. Which addresses are
open is a rule in this file and no setting, so that nothing from outside can loosen it.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_MOVES = 5
LONGEST_ADDRESS = 8_000  # letters: resumption tokens are long
MOVED = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
# Of which Python says that they belong to the world, though they lead into somebody's own house:
# special purposes (RFC 6890), the relay of 6to4 (RFC 7526), and a cloud's inner services.
_OWN_V4 = [ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")]
_OWN_V6 = [
    ip_network(one)
    for one in ("2001::/32", "2002::/16", "64:ff9b:1::/48", "3fff::/20", "fec0::/10")
]
_NAT64 = ip_network("64:ff9b::/96")
_READABLE = "/%:@!$&'()*+,;=~-._?[]"  # stays as it is when an address is written for the wire


class Trouble(TextChoices):
    """Why nothing came. The labels are for staff; the value is what a row keeps."""

    ADDRESS = "address", _("This is not an address of the web.")
    PORT = "port", _("Only the usual ports of the web are asked, 80 and 443.")
    NOT_PUBLIC = "not_public", _("This address leads into a private network; it is not asked.")
    TOO_MANY_MOVES = "too_many_moves", _("The address led from one to the next without an end.")
    UNKNOWN_HOST = "unknown_host", _("There is no server of this name.")
    NO_ANSWER = "no_answer", _("The server did not answer.")
    TOO_SLOW = "too_slow", _("The server took too long.")
    NOT_TRUSTED = "not_trusted", _("The server’s certificate is not valid.")
    BROKEN = "broken", _("The server’s answer broke off or made no sense.")
    TOO_LARGE = "too_large", _("The answer was too large.")


class NotFetched(Exception):
    """Nothing came; `trouble` says why, and `str()` of this in the language in use."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble

    def __str__(self) -> str:
        return str(self.trouble.label)


class Refused(NotFetched):
    """We did not ask: the address is none, or leads where we do not go."""


@dataclass(frozen=True)
class Answer:
    """Whatever the server said, errors included; `url` is where it ended after moves."""

    status: int
    url: str
    headers: Mapping[str, str]  # names in lower case
    content: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def fetch(
    url: str,
    *,
    method: Literal["GET", "HEAD"] = "GET",
    max_bytes: int = 1_000_000,
    timeout: float = 20.0,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask once, following up to five moves, within `timeout` seconds in all.

    With `max_bytes` 0 the content is not read at all; more than `max_bytes`, unpacked, is an error
    (`TOO_LARGE`). Raises `Refused` where we do not go, else `NotFetched`. Only the resolver's own
    time is not bounded here.
    """
    deadline = time.monotonic() + timeout
    for _move in range(MOST_MOVES + 1):
        answer = _ask(url, method, max_bytes, deadline, headers or {})
        target = answer.headers.get("location", "")
        if answer.status not in MOVED or not target:
            return answer
        try:
            url = urljoin(answer.url, target)
        except ValueError:
            raise Refused(Trouble.ADDRESS) from None
    raise Refused(Trouble.TOO_MANY_MOVES)


def may_reach(address: IPv4Address | IPv6Address, port: int) -> bool:
    """Whether it is an address of the public internet, on a port of the web."""
    return port in PORTS.values() and _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if address in _NAT64:
            return _is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        own = _OWN_V6
    else:
        own = _OWN_V4
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in own)
    )


@dataclass(frozen=True)
class _Place:
    """An address of the web, taken apart and in order."""

    scheme: str
    host: str
    port: int
    path: str  # with the query

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def _place(url: str) -> _Place:
    """Raises `Refused`."""
    url = url.strip()
    if len(url) > LONGEST_ADDRESS or any(ord(sign) < 32 or ord(sign) == 127 for sign in url):
        raise Refused(Trouble.ADDRESS)
    try:
        parts = urlsplit(url)
        host = _host(parts)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):  # UnicodeError, of impossible names, is a ValueError
        raise Refused(Trouble.ADDRESS) from None
    path = quote(parts.path or "/", safe=_READABLE)
    query = quote(parts.query, safe=_READABLE)
    return _Place(parts.scheme, host, port, f"{path}?{query}" if query else path)


def _host(parts: SplitResult) -> str:
    """In ASCII. No name and password before it: they are for somebody else's eyes."""
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError(parts.netloc)
    if ":" in parts.hostname:
        return str(IPv6Address(parts.hostname))
    return parts.hostname.encode("idna").decode("ascii")


def _addresses(place: _Place) -> list[str]:
    """All that the name stands for; if one is not for us, none is. Raises `NotFetched`."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(Trouble.UNKNOWN_HOST) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not may_reach(ip_address(address), place.port):
            usual = place.port in PORTS.values()
            raise Refused(Trouble.NOT_PUBLIC if usual else Trouble.PORT)
    return addresses


def _ask(
    url: str, method: str, max_bytes: int, deadline: float, headers: Mapping[str, str]
) -> Answer:
    place = _place(url)
    addresses = _addresses(place)
    with _in_our_words(deadline), closing(_connect(place, addresses, deadline)) as sock:
        said = {
            "Host": place.authority,
            "User-Agent": f"cop-portal (+{settings.BASE_URL})",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        connection = HTTPConnection(place.host, place.port)
        connection.sock = _BoundedSocket(sock, deadline)
        connection.request(method, place.path, headers=said | dict(headers))
        response = connection.getresponse()
        kept = {name.lower(): value for name, value in response.getheaders()}
        moved = response.status in MOVED and "location" in kept
        content = b"" if moved else _content(response, max_bytes)
        return Answer(response.status, place.url, kept, content)


@contextmanager
def _in_our_words(deadline: float) -> Iterator[None]:
    """Turns what may go wrong on the wire into `NotFetched`."""
    try:
        yield
    except TimeoutError:
        raise NotFetched(Trouble.TOO_SLOW) from None
    except ssl.SSLCertVerificationError:
        raise NotFetched(Trouble.NOT_TRUSTED) from None
    except (HTTPException, ssl.SSLError, zlib.error, ValueError):
        raise NotFetched(Trouble.BROKEN) from None
    except OSError:
        late = time.monotonic() >= deadline
        raise NotFetched(Trouble.TOO_SLOW if late else Trouble.NO_ANSWER) from None


def _connect(place: _Place, addresses: list[str], deadline: float) -> socket.socket:
    """To the first that answers, of those that were checked, and to no other."""
    failure: OSError = ConnectionError()
    for address in addresses:
        try:
            sock = socket.create_connection((address, place.port), timeout=_left(deadline))
            break
        except OSError as error:
            failure = error
    else:
        raise failure
    if place.scheme == "http":
        return sock
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=place.host)
    except BaseException:
        sock.close()
        raise


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _content(response: HTTPResponse, max_bytes: int) -> bytes:
    """Unpacked, and never more than we asked for."""
    if not max_bytes:
        return b""
    content = response.read(max_bytes + 1)
    if response.length and len(content) <= max_bytes:
        raise HTTPException("It broke off.")
    if response.getheader("Content-Encoding", "").strip().lower() in {"gzip", "x-gzip"}:
        unpacking = zlib.decompressobj(wbits=31)
        content = unpacking.decompress(content, max_bytes + 1)
        if not unpacking.eof and len(content) <= max_bytes:
            raise HTTPException("It broke off.")
    if len(content) > max_bytes:
        raise NotFetched(Trouble.TOO_LARGE)
    return content


class _BoundedSocket:
    """As much of a socket as http.client needs; every wait counts against one deadline.

    It does not close: the response would close it before it is read.
    """

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def makefile(self, mode: str, *args: Any, **kwargs: Any) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self._sock, self._deadline))

    def close(self) -> None:
        pass


class _BoundedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        super().__init__()
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._deadline))
        return self._sock.recv_into(buffer)
