"""Requests a second of the production server, asked by `wrk`. Only the command imports it."""

import contextlib
import http.client
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from cop_portal.management.commands.up import THREADS_A_WORKER, WEB_WORKERS
from tests.performance.asked import FLOOR_C, Page
from tests.performance.measure import Server

CONNECTIONS = 8
SECONDS = 3
MIXED = "all of them, mixed"
SCRIPT = Path(__file__).with_name("wrk.lua")
ASKED = (FLOOR_C, "home", "list", "search, rare", "search, common", "resource")


def over_http(
    pages: Sequence[Page], *, rounds: int, port: int, say: Callable[[str], object]
) -> dict[str, dict[str, float]]:
    """By page: requests a second, milliseconds at 95 %, memory. Empty where wrk is missing."""
    if not shutil.which("wrk"):
        say("  Not measured over HTTP: wrk is not installed (on Debian: apt-get install wrk).")
        return {}
    asked = {page.name: (page.asker, page.paths) for page in pages if page.name in ASKED}
    mixed = [paths for name, (_asker, paths) in asked.items() if name != FLOOR_C]
    in_turn = itertools.chain.from_iterable(zip(*map(itertools.cycle, mixed), strict=False))
    asker = asked[FLOOR_C][0]
    asked[MIXED] = (asker, tuple(itertools.islice(in_turn, 8 * len(mixed))))
    cookies = {asker: Server().cookie(asker) for asker, _paths in asked.values()}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in asked}
    with _serving(port) as process:
        for _ in range(rounds):
            for name, (asker, paths) in asked.items():
                runs[name].append(_run(port, cookies[asker], paths))
        memory = _largest_worker(process.pid)
    say(f"  the larger web worker holds {memory:.0f} MB")
    return {
        name: {
            "requests_a_second": statistics.median(
                one["requests"] / one["seconds"] for one in all_
            ),
            "p95": statistics.median(one["p95"] for one in all_),
            "errors": sum(one["errors"] for one in all_),
        }
        for name, all_ in runs.items()
    } | {"memory": {"megabytes": memory}}


def _run(port: int, cookie: str, paths: Sequence[str]) -> dict[str, Any]:
    command = ["wrk", f"-c{CONNECTIONS}", "-t2", f"-d{SECONDS}s", "--timeout=10s"]
    command += ["-s", str(SCRIPT), "-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip"]
    command += [f"http://127.0.0.1:{port}", "--", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


@contextlib.contextmanager
def _serving(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The web server as `up` starts it, with the floors."""
    command = [sys.executable, "-m", "granian", "--interface=wsgi", "--no-ws", "--log-level=error"]
    command += ["--host=127.0.0.1", f"--port={port}", f"--workers={WEB_WORKERS}"]
    command += [f"--blocking-threads={THREADS_A_WORKER}", f"--working-dir={settings.BASE_DIR}"]
    process = subprocess.Popen([*command, "tests.performance.wsgi:application"])
    try:
        _await(port)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _largest_worker(parent: int) -> float:
    """Megabytes that the larger of the server's processes holds."""
    found = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return max((int(line) for line in found.stdout.split()), default=0) / 1024
