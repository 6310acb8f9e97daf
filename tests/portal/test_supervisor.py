"""The supervisor starts what has ended, and stops everything together."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from cop_portal import supervisor
from cop_portal.supervisor import Child, Supervisor, end_leftovers

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE_AT_THE_END", 1.0)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "processes"


def interrupt_after(seconds: float) -> None:
    threading.Timer(seconds, signal.raise_signal, [signal.SIGTERM]).start()


def test_a_signal_stops_all_children(record: Path) -> None:
    children = [Child("one", SLEEP), Child("other", SLEEP)]
    Supervisor(children, say=print, record=record).run(
        is_ready=lambda: True, when_ready=lambda: interrupt_after(0.1)
    )
    assert [child.has_ended() for child in children] == [True, True]


def test_readiness_is_told_once(record: Path) -> None:
    told: list[str] = []
    interrupt_after(0.6)
    Supervisor([Child("one", SLEEP)], say=print, record=record).run(
        is_ready=lambda: True, when_ready=lambda: told.append("ready")
    )
    assert told == ["ready"]


def test_what_ends_is_started_again_with_longer_waits(
    tmp_path: Path, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST_WAIT", 0.2)
    log = tmp_path / "starts"
    child = Child("worker", ["/bin/sh", "-c", f"echo started >> {log}"], wait=0.2)
    said: list[str] = []
    interrupt_after(2.0)
    Supervisor([child], say=said.append, record=record).run(
        is_ready=lambda: False, when_ready=lambda: None
    )
    starts = len(log.read_text().splitlines())
    assert 3 <= starts <= 4, "after 0.2, 0.6 and 1.4 seconds"
    assert said[0].startswith("The worker has ended")


def test_the_unwilling_are_ended(record: Path) -> None:
    stubborn = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ]
    said: list[str] = []
    before = time.monotonic()
    interrupt_after(0.5)
    Supervisor([Child("web server", stubborn)], say=said.append, record=record).run(
        is_ready=lambda: False, when_ready=lambda: None
    )
    assert said == ["The web server does not stop; ending it."]
    assert time.monotonic() - before < 5


def test_what_a_killed_supervisor_left_is_stopped_by_the_next(record: Path) -> None:
    orphan = Child("web server", SLEEP)
    orphan.start()
    assert orphan.process is not None
    Supervisor([orphan], say=print, record=record)._write_record()
    stopping = threading.Thread(target=orphan.process.wait)
    stopping.start()
    assert end_leftovers(record)
    stopping.join(1)
    assert orphan.process.returncode == -signal.SIGTERM
    assert not end_leftovers(record)


def test_a_number_that_now_belongs_to_something_else_is_left_alone(record: Path) -> None:
    record.write_text(f"{os.getpid()} granian\n")
    assert not end_leftovers(record)
