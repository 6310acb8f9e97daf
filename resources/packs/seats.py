"""How many packs may leave at once, and how many one reader may take in an hour.

A slow line keeps a thread of the web server busy for as long as a pack takes: the others must stay
free for who only reads. See docs/decisions.
"""

from __future__ import annotations

import hashlib
import ipaddress
import threading
import time
from collections import Counter
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

AT_ONCE = 8  # a quarter of the threads of a process
EACH_AT_ONCE = 2
AN_HOUR = 40  # those that go on after a break count too
HOUR = 3600
IPV6_HOME = 64  # bits of an address that stand for a home or an office


def who(request: HttpRequest) -> str:
    """A name for a member, or for the address from which a visitor asks; it tells neither."""
    member = getattr(request, "member", None)
    if member is not None:
        return f"member-{member.pk}"
    asked_from = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if asked_from.version == 6:
        asked_from = ipaddress.ip_network(f"{asked_from}/{IPV6_HOME}", strict=False)[0]
    return salted_hmac("packs", str(asked_from), algorithm="sha256").hexdigest()[:32]


def one_more_this_hour(name: str) -> bool:
    """Counts it; False if it would be one too many.

    Each is a key of its own, which only one of two askers can add: no count is lost between them.
    """
    digest = hashlib.sha256(f"{name} {int(time.time()) // HOUR}".encode()).hexdigest()
    keys = [f"pack:{digest}:{n}" for n in range(AN_HOUR)]
    taken = cache.get_many(keys)
    return any(cache.add(key, 1, HOUR) for key in keys if key not in taken)


class Seats:
    """In one process. `take` gives back how to leave the seat, or None if there is no free one."""

    def __init__(self, at_once: int = AT_ONCE, each: int = EACH_AT_ONCE) -> None:
        self._at_once, self._each = at_once, each
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, name: str) -> Callable[[], None] | None:
        with self._lock:
            if self._taken.total() >= self._at_once or self._taken[name] >= self._each:
                return None
            self._taken[name] += 1
        left = threading.Event()

        def leave() -> None:
            with self._lock:
                if not left.is_set():
                    left.set()
                    self._taken[name] -= 1
                    self._taken += Counter()  # whoever has none is forgotten

        return leave


SEATS = Seats()
