"""Keeps the portal's processes running, and stops them together. Imported by `manage.py up`."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
# A process that ran this long had started well, so its next failure is a first one again.
STEADY_AFTER = 60.0
PATIENCE_AT_THE_END = 15.0
BETWEEN_LOOKS = 2.0


@dataclass
class Child:
    """A program that has to run as long as the portal does."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    wait: float = SHORTEST_WAIT

    def start(self) -> None:
        # In a group of its own: Ctrl-C reaches only us, and we stop all in good order. (The web
        # server waits for its own time-out when it is told twice.)
        self.process = subprocess.Popen(self.command, process_group=0)
        self.started_at = time.monotonic()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def plan_next_start(self) -> float:
        """Seconds until it is started again: twice as many each time, until it ran steadily."""
        if time.monotonic() - self.started_at > STEADY_AFTER:
            self.wait = SHORTEST_WAIT
        wait, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT)
        self.process = None
        self.start_again_at = time.monotonic() + wait
        return wait


@dataclass
class Supervisor:
    children: list[Child]
    say: Callable[[str], object]
    # Which processes we have started, should we be killed before we can stop them.
    record: Path
    # Done every other second, for what else has to be there.
    look_after: Callable[[], object] = lambda: None
    stopping: bool = field(default=False, init=False)

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], object]) -> None:
        """Starts all, says once that they are ready, returns after a signal has stopped them."""
        previous = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        ready, last_look = False, time.monotonic()
        try:
            for child in self.children:
                child.start()
            self._write_record()
            while not self.stopping:
                self._start_again_what_ended()
                if time.monotonic() - last_look > BETWEEN_LOOKS:
                    self.look_after()
                    last_look = time.monotonic()
                if not ready and is_ready():
                    ready = True
                    when_ready()
                time.sleep(0.1)
        finally:
            self._stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start_again_what_ended(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.has_ended():
                wait = child.plan_next_start()
                self.say(f"The {child.name} has ended; starting it again in {wait:.0f} s.")
            elif child.process is None and now >= child.start_again_at:
                child.start()
                self._write_record()

    def _write_record(self) -> None:
        processes = [child.process for child in self.children if child.process]
        self.record.parent.mkdir(parents=True, exist_ok=True)
        self.record.write_text("".join(f"{one.pid} {_command_of(one.pid)}\n" for one in processes))

    def _stop(self) -> None:
        """Asks all at once, waits for them together, and ends the unwilling."""
        running = [(child.name, child.process) for child in self.children if child.process]
        for _, process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE_AT_THE_END
        for name, process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The {name} does not stop; ending it.")
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.record.unlink(missing_ok=True)


def end_leftovers(record: Path) -> bool:
    """Stops what a killed supervisor has left running. Says whether there was anything."""
    if not (left := _left_running(record)):
        return False
    for process in left:
        os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_AT_THE_END
    while _left_running(record) and time.monotonic() < deadline:
        time.sleep(0.1)
    record.unlink()
    return True


def _left_running(record: Path) -> list[int]:
    if not record.exists():
        return []
    lines = [line.split(" ", 1) for line in record.read_text().splitlines()]
    # By its command too: the number may belong to something else by now.
    return [int(number) for number, command in lines if _command_of(int(number)) == command]


def _command_of(process: int) -> str:
    found = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(process)],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()
