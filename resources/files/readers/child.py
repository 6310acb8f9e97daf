"""What every reader does around its reading: limit itself, write pages, say how it ended.

One JSON line for each page goes to standard output, and last a line with the state. Whoever finds
no such last line knows that the process died.
"""

import json
import sys
from collections.abc import Callable, Iterable

from members.files import text
from members.files.process import limit
from resources.files.state import State, Unreadable

FEW = 20  # characters in a whole PDF: a stamp or a page number, not a text

Reader = Callable[[str, str], Iterable[str]]


def run(read: Reader, *, enough: int = 1) -> None:
    """Read the file named on the command line: path, media type, memory, seconds, room.

    Memory and room are bytes, seconds are processor time. With fewer than `enough` characters in
    all (white space apart) the file counts as having no text.
    """
    path, media_type, *limits = sys.argv[1:]
    memory, seconds, room = (int(limit) for limit in limits)
    limit(memory, seconds, room)
    try:
        characters = _write(read(path, media_type), room)
        state, note = (State.READ if characters >= enough else State.NO_TEXT), ""
    except Unreadable as refusal:
        state, note = refusal.state, refusal.note
    except MemoryError:
        state, note = State.TOO_HEAVY, "memory"
    except Exception as error:  # whatever a parser trips over, it is the file that is wrong
        state, note = State.DAMAGED, type(error).__name__
    _line({"state": state, "note": note})
    sys.stdout.flush()


def _write(pages: Iterable[str], room: int) -> int:
    """How many characters there were, white space apart."""
    characters = 0
    for page in pages:
        clean = text.tidy(page)
        characters += len("".join(clean.split()))
        room -= _line({"page": clean})
        if room < 0:
            raise Unreadable(State.TOO_HEAVY, "more text than one file may have")
    return characters


def _line(content: dict[str, str]) -> int:
    line = json.dumps(content, ensure_ascii=False) + "\n"
    sys.stdout.write(line)
    return len(line.encode())
