"""Times, statements and bytes of the pages, in this process. Only the command imports it.

The pages and the floors are asked in turn, one request each, so that whatever else the machine
does slows all of them alike.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from members.models import Member
from tests.cast import BROWSER
from tests.performance.asked import FLOOR_C, Page

TICK = 100.0  # of a second in which Linux counts a process's time
CPU_REQUESTS = 20
# What our own part of an environ holds: a form that is made anew for each request, and what is to
# be answered.
FORM, EXPECTED = "bench.form", "bench.expected"
FORM_TYPE = "application/x-www-form-urlencoded"
TOKEN = "a" * 32  # against forged requests; the cookie and the header have to be the same


@dataclass
class Statements:
    """What one request asked of the database: the text of each, and its milliseconds."""

    texts: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def repeats(self) -> int:
        return sum(times - 1 for times in Counter(self.texts).values())


@dataclass
class Measured:
    """A page's figures: milliseconds, statements, bytes; `times` are multiples of floor c."""

    name: str
    median: float
    least: float
    p95: float
    times: float
    statements: int
    repeats: int
    slowest_statement: float
    python: float
    postgres: float | None
    raw: int
    compressed: int


class Server:
    """Asks as the web server would: through every middleware, with a connection of the pool."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.sessions: dict[str, str] = {}

    def cookie(self, asker: str) -> str:
        """The cookie of a member who has logged in; none for a visitor."""
        if asker and asker not in self.sessions:
            client = Client()
            client.force_login(Member.objects.get(handle=asker))
            self.sessions[asker] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return f"{settings.SESSION_COOKIE_NAME}={self.sessions[asker]}" if asker else ""

    def environ(self, page: Page, path: str, encoding: str = "gzip") -> dict[str, Any]:
        headers = {
            "Accept-Encoding": encoding,
            "Cookie": f"{self.cookie(page.asker)}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Host": "127.0.0.1",
            "User-Agent": BROWSER,  # counting who reads is a part of the page
        }
        asked = RequestFactory().get(path, headers=headers).environ | {EXPECTED: page.status}
        if page.form:
            asked |= {"REQUEST_METHOD": "POST", FORM: page.form, "CONTENT_TYPE": FORM_TYPE}
        if page.again:
            first, _body = self._answer(asked)
            asked["HTTP_IF_NONE_MATCH"] = first["ETag"]
        return asked

    def ask(self, environ: Mapping[str, Any]) -> bytes:
        """The answer's body. Raises `AssertionError` if it is not what was to be answered."""
        answer, body = self._answer(environ)
        assert answer.status_code == environ[EXPECTED], (answer.status_code, environ["PATH_INFO"])
        return body

    def _answer(self, environ: Mapping[str, Any]) -> tuple[HttpResponseBase, bytes]:
        asked = dict(environ)
        if form := asked.get(FORM):
            sent = urlencode(form()).encode()
            asked |= {"wsgi.input": BytesIO(sent), "CONTENT_LENGTH": str(len(sent))}
        answer = self.handler(asked, lambda *_: None)
        body = b"".join(answer)
        answer.close()
        return answer, body


def measure(
    pages: Sequence[Page], *, rounds: int, requests: int, say: Callable[[str], object]
) -> list[Measured]:
    """Every page in every round, the floors among them."""
    call_command("collectstatic", interactive=False, verbosity=0)
    server = Server()
    environs = {page.name: [server.environ(page, path) for path in page.paths]
                for page in pages}  # fmt: skip
    for page in pages:
        for environ in environs[page.name]:
            server.ask(environ)
    say(f"  warm; {rounds} rounds of {requests} requests a page")
    samples = [_round(server, environs, requests) for _ in range(rounds)]
    return [_measured(server, page, environs[page.name], samples) for page in pages]


def statements_of(server: Server, environ: Mapping[str, Any]) -> Statements:
    with _watched() as found:
        server.ask(environ)
    return found


def _round(
    server: Server, environs: Mapping[str, Sequence[Mapping[str, Any]]], requests: int
) -> dict[str, list[float]]:
    """Milliseconds by page."""
    times: dict[str, list[float]] = {name: [] for name in environs}
    for number in range(requests):
        for name, choice in environs.items():
            environ = choice[number % len(choice)]
            started = time.perf_counter()
            server.ask(environ)
            times[name].append(1000 * (time.perf_counter() - started))
    return times


def _measured(
    server: Server,
    page: Page,
    environs: Sequence[Mapping[str, Any]],
    samples: Sequence[Mapping[str, Sequence[float]]],
) -> Measured:
    medians = [statistics.median(one[page.name]) for one in samples]
    ratios = [
        median / statistics.median(one[FLOOR_C])
        for median, one in zip(medians, samples, strict=True)
    ]
    watched = [statements_of(server, environ) for environ in environs]
    bodies = [server.ask(environ) for environ in environs]
    plain = [server.ask(server.environ(page, path, "identity")) for path in page.paths]
    python, postgres = _processor(server, environs)
    every = sorted(one for round_ in samples for one in round_[page.name])
    return Measured(
        name=page.name,
        median=statistics.median(medians),
        least=min(medians),
        p95=every[int(0.95 * (len(every) - 1))],
        times=statistics.median(ratios),
        statements=max(len(one.texts) for one in watched),
        repeats=max(one.repeats for one in watched),
        slowest_statement=max((max(one.times, default=0.0) for one in watched), default=0.0),
        python=python,
        postgres=postgres,
        raw=max(map(len, plain)),
        compressed=max(map(len, bodies)),
    )


@contextmanager
def _watched() -> Iterator[Statements]:
    found = Statements()

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.texts.append(sql)
            found.times.append(1000 * (time.perf_counter() - started))

    with connection.execute_wrapper(watch):
        yield found


def _processor(server: Server, environs: Sequence[Mapping[str, Any]]) -> tuple[float, float | None]:
    """Milliseconds of processor that a request takes in Python and in Postgres.

    None for Postgres where its processes cannot be looked at.
    """
    before, started = _postgres_seconds(), time.process_time()
    for number in range(CPU_REQUESTS):
        server.ask(environs[number % len(environs)])
    python = 1000 * (time.process_time() - started) / CPU_REQUESTS
    after = _postgres_seconds()
    if before is None or after is None:
        return python, None
    spent = sum(seconds - before.get(process, 0.0) for process, seconds in after.items())
    return python, 1000 * spent / CPU_REQUESTS


def _postgres_seconds() -> dict[int, float] | None:
    """Processor time so far, by process of Postgres that serves this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        processes = [pid for (pid,) in cursor.fetchall()]
    seconds = {}
    for process in processes:
        try:
            name, _, rest = Path(f"/proc/{process}/stat").read_text().rpartition(")")
        except OSError:
            return None
        if "postgres" not in name:
            return None
        user, system = rest.split()[11:13]
        seconds[process] = (int(user) + int(system)) / TICK
    return seconds


def tell_statements(pages: Sequence[Page], say: Callable[[str], object]) -> None:
    """Every statement of the slowest address of each page, with its milliseconds."""
    server = Server()
    for page in pages:
        watched = [(statements_of(server, server.environ(page, path)), path) for path in page.paths]
        slowest, path = max(watched, key=lambda one: sum(one[0].times))
        say(f"\n{page.name}: {path}")
        for text, milliseconds in zip(slowest.texts, slowest.times, strict=True):
            say(f"{milliseconds:8.1f} ms  {' '.join(text.split())[:300]}")
