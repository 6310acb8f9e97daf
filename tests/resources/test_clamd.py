"""Asking the virus scanner: what it says, and what is made of its silences."""

from __future__ import annotations

import io
import time

import pytest
from django.core.files import File

from members.files.clamd import CHUNK, NotScanned, TooLarge, find_virus
from tests.scanner import NAME, VIRUS, running


def file_of(content: bytes) -> File[bytes]:
    return File(io.BytesIO(content))


@pytest.fixture
def scanner():
    with running() as one:
        yield one


def test_a_clean_file_arrives_whole_and_nothing_is_found(scanner):
    content = b"Plain words. " * CHUNK
    assert find_virus(file_of(content), scanner.url) == ""
    assert scanner.heard == [content]


def test_what_is_found_is_told_by_its_name(scanner):
    assert find_virus(file_of(b"a" * CHUNK + VIRUS), scanner.url) == NAME


def test_a_scanner_is_reached_by_a_socket_of_the_machine_too(tmp_path):
    with running(str(tmp_path / "clamd.sock")) as scanner:
        assert find_virus(file_of(VIRUS), scanner.url) == NAME


@pytest.mark.parametrize("manner", ["error", "babbles", "breaks off"])
def test_any_other_answer_is_no_answer(manner, scanner):
    scanner.manner = manner
    with pytest.raises(NotScanned):
        find_virus(file_of(b"words" * CHUNK), scanner.url)


@pytest.mark.parametrize("manner", ["too large", "limits"])
def test_a_file_beyond_its_limits_is_neither_clean_nor_a_virus(manner, scanner):
    scanner.manner = manner
    with pytest.raises(TooLarge):
        find_virus(file_of(b"words" * 10), scanner.url)


def test_a_scanner_that_hangs_is_not_waited_for_for_ever(scanner):
    scanner.manner = "hangs"
    begin = time.monotonic()
    with pytest.raises(NotScanned):
        find_virus(file_of(b"words"), scanner.url, patience=0.2)
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_a_scanner_that_is_not_there_is_told_apart_from_a_broken_disk(kind, tmp_path):
    with running() as gone:
        url = gone.url if kind == "tcp" else f"unix://{tmp_path}/nobody.sock"
    with pytest.raises(NotScanned):
        find_virus(file_of(b"words"), url)

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with running() as scanner, pytest.raises(OSError, match="Input/output error"):
        find_virus(File(Broken()), scanner.url)
