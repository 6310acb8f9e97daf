"""The text of a file, read in a child process, so that only the file can suffer.

A PDF of 3 MB can ask for 4 GB, and the reader then dies by a signal; no library can be trusted to
notice in time. Called by the room's background jobs. Imports no reader: it only starts them.
"""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from members.files import media
from members.files.process import Limits, wait_for
from resources.files.state import State

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
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        output = Path(folder, "pages")
        with output.open("wb") as stream:
            ended = wait_for(command, folder, stream.fileno(), limits)
        return _outcome(output, ended)


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
