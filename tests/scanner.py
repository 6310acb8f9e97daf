"""A scanner of our own: a server that speaks enough of clamd's INSTREAM to be asked."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

VIRUS = b"X5O!P%@AP"  # how the file begins that scanners are tried out with
NAME = "Eicar-Test-Signature"


class Scanner:
    """`manner`: how it answers. `heard`: the files that reached it."""

    def __init__(self, place: str = "") -> None:
        self.manner = "honest"
        self.heard: list[bytes] = []
        self._socket = socket.socket(socket.AF_UNIX if place else socket.AF_INET)
        self._socket.bind(place or ("127.0.0.1", 0))
        self._socket.listen()
        self.url = f"unix://{place}" if place else f"tcp://127.0.0.1:{self._port}"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def _port(self) -> int:
        return int(self._socket.getsockname()[1])

    def stop(self) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                link, _ = self._socket.accept()
            except OSError:
                return
            with link:
                self._answer(link)

    def _answer(self, link: socket.socket) -> None:
        if self.manner == "breaks off":
            return
        with link.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            if self.manner == "too large":
                link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            content = b""
            while length := stream.read(4):
                content += stream.read(struct.unpack("!L", length)[0])
                if length == b"\0\0\0\0":
                    break
            else:
                return  # whoever asked has gone
        self.heard.append(content)
        if self.manner == "hangs":
            self._over.wait(5)
            return
        said = f"stream: {NAME} FOUND" if VIRUS in content else "stream: OK"
        answers = {
            "error": "stream: Can't allocate memory ERROR",
            "babbles": "220 mail.example.org ESMTP",
            "limits": "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND",
        }
        link.sendall(answers.get(self.manner, said).encode() + b"\0")


@contextmanager
def running(place: str = "") -> Iterator[Scanner]:
    scanner = Scanner(place)
    try:
        yield scanner
    finally:
        scanner.stop()
