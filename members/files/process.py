"""A program of ours that opens one file, in a process with limits: both sides of the border.

Whatever the file does to the program, it does to that process alone: it knows nothing of ours,
and none of it is left when it has ended.
"""

import contextlib
import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_GRACE = 5  # seconds between the signal that asks and the one that kills
_LAST_LINE = 64 * 1024  # bytes kept free for a last word
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """For one run; a PDF may be read twice.

    A gigabyte of address space is enough: the hungriest reader starts at 130 MB with one thread
    and one arena (see `_environment`), and a page of pictures takes some hundred more.
    """

    memory: int = 1024**3  # bytes of address space
    seconds: int = 60  # of the processor
    wall: float = 90.0  # seconds by the clock
    room: int = 64 * 1024**2  # bytes of what it writes


def wait_for(command: Sequence[str], folder: str, output: int, limits: Limits) -> int | None:
    """The return code, or None when the clock ran out. Leaves no process behind.

    `command` gets memory, seconds and room as three more arguments, and works in `folder`; what it
    writes goes to the open file `output`.
    """
    child = subprocess.Popen(
        [*command, str(limits.memory), str(limits.seconds), str(limits.room)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        return child.wait(limits.wall)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill_group(child)


def limit(memory: int, seconds: int, room: int) -> None:
    """Before the file is opened. The parent cannot do it: it has threads, so no code after fork."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + _GRACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (room + _LAST_LINE, room + _LAST_LINE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):  # when all of them had ended
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _environment(folder: str) -> dict[str, str]:
    """Nothing of ours, above all no passwords; and one thread, one arena, to save address space."""
    return {
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MALLOC_ARENA_MAX": "1",
        "TOKIO_WORKER_THREADS": "1",
        "RAYON_NUM_THREADS": "1",
    }
