"""Servers of other people, on this machine, and the rule that lets a test reach them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from resources import fetching

Reply = Callable[[BaseHTTPRequestHandler], None]


class OtherServer:
    """Answers by `reply`, and remembers the paths that it was asked for."""

    def __init__(self, reply: Reply) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                reply(self)

            do_HEAD = do_GET

            def log_message(self, *arguments: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *arguments: Any) -> None:
                """Whoever asked has hung up: some tests want that."""

        self.server: socketserver.BaseServer = Quiet(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_address[1]  # type: ignore[index]
        self.url = f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(reply: Reply) -> Iterator[OtherServer]:
    other = OtherServer(reply)
    # It looks every few milliseconds whether it is to stop, or each test would wait for that.
    thread = threading.Thread(target=other.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield other
    finally:
        other.server.shutdown()
        other.server.server_close()
        thread.join()


def answering(content: bytes, *, status: int = 200, **headers: str) -> Reply:
    """`Retry_After="1"` is the header `Retry-After: 1`."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)

    return reply


def open_to(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    """Lets these ports of this machine be reached, beside what is public."""
    rule = fetching.may_reach

    def may_reach(address: Any, port: int) -> bool:
        return rule(address, port) or (address == ip_address("127.0.0.1") and port in ports)

    monkeypatch.setattr(fetching, "may_reach", may_reach)
