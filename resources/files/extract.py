"""The text of a file, read in a child process, so that only the file can suffer.

A PDF of 3 MB can ask for 4 GB, and the reader then dies by a signal; no library can be trusted to
notice in time. Called by the room's background jobs. Imports no reader: it only starts them.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from resources.files import media
from resources.files.state import State

_ROOT = Path(__file__).resolve().parents[2]
_READERS = "resources.files.readers"

# Several programs for one type: the next is asked when the one before finds nothing.
_PROGRAMS = {
    media.PDF: ("pdf", "pdf_again"),
    media.DOCX: ("office",),
    media.PPTX: ("office",),
    media.ODT: ("office",),
    media.ODP: ("office",),
    media.ODS: ("office",),
    media.EPUB: ("books",),
    media.HTML: ("web",),
    media.TXT: ("written",),
    media.MARKDOWN: ("written",),
    media.CSV: ("written",),
    media.XLSX: ("by_kreuzberg",),
    media.DOC: ("by_kreuzberg",),
    media.PPT: ("by_kreuzberg",),
    media.RTF: ("by_kreuzberg",),
}
# Signals of a reader that broke over the file. All others come of a limit: memory that is refused
# ends in SIGABRT or SIGTRAP, processor time in SIGXCPU, the kernel's rescue in SIGKILL.
_BROKEN = {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}


@dataclass(frozen=True)
class Limits:
    """For one reading; a PDF may be read twice.

    A gigabyte of address space is enough: the hungriest reader starts at 130 MB with one thread
    and one arena (see `_environment`), and a page of pictures takes some hundred more.
    """

    memory: int = 1024**3  # bytes of address space
    seconds: int = 60  # of the processor
    wall: float = 90.0  # seconds by the clock
    room: int = 64 * 1024**2  # bytes of text, as JSON


@dataclass(frozen=True)
class Extraction:
    """`pages` are pages or slides where the format has them, else parts of about a page.

    They may hold a few words also in the state `no_text`, and are empty in all states but `read`
    and `no_text`: a text is whole or not there. `note` is for the log and never quotes the file.
    """

    state: State
    pages: list[str] = field(default_factory=list)
    note: str = ""


def extract(
    path: str | os.PathLike[str], media_type: str, limits: Limits | None = None
) -> Extraction:
    """Whatever the file does to its reader comes back as a state.

    Raises `OSError` only when the file is not there or no process can be started: then it is not
    the file's fault, and another try is worth while.
    """
    file = Path(path).resolve()
    file.stat()
    best = Extraction(State.NOT_TEXT)
    for program in _PROGRAMS.get(media_type, ()):
        command = [sys.executable, "-m", f"{_READERS}.{program}", str(file), media_type]
        best = _better(best, run(command, limits or Limits()))
        if best.state not in (State.NO_TEXT, State.DAMAGED):
            return best
    return best


def _better(first: Extraction, second: Extraction) -> Extraction:
    """Text above all; and a reader that could open the file knows more than one that could not."""
    known = second.state is State.READ or first.state in (State.NOT_TEXT, State.DAMAGED)
    return second if known else first


def run(command: Sequence[str], limits: Limits) -> Extraction:
    """What a reader wrote; `command` gets the limits as three more arguments."""
    arguments = [*command, str(limits.memory), str(limits.seconds), str(limits.room)]
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        output = Path(folder, "pages")
        with output.open("wb") as stream:
            ended = _wait(arguments, folder, stream.fileno(), limits.wall)
        return _outcome(output, ended)


def _wait(arguments: list[str], folder: str, output: int, wall: float) -> int | None:
    """The return code, or None when the clock ran out. Leaves no process behind."""
    child = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        return child.wait(wall)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill_group(child)


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


def _outcome(output: Path, ended: int | None) -> Extraction:
    pages: list[str] = []
    with output.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not line.endswith("\n"):
                break  # it died while writing
            content = json.loads(line)
            if "state" in content:
                state = State(content["state"])
                kept = pages if state in (State.READ, State.NO_TEXT) else []
                return Extraction(state, kept, content["note"])
            pages.append(content["page"])
    return Extraction(_state_of_the_dead(ended), [], _cause_of_death(ended))


def _state_of_the_dead(ended: int | None) -> State:
    broken = ended is not None and (ended >= 0 or -ended in _BROKEN)
    return State.DAMAGED if broken else State.TOO_HEAVY


def _cause_of_death(ended: int | None) -> str:
    if ended is None:
        return "out of time"
    return signal.Signals(-ended).name if ended < 0 else f"exit {ended}"
