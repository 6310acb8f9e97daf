"""What can come of reading a file. Imported on both sides of the process border: no Django here."""

from enum import StrEnum


class State(StrEnum):
    READ = "read"
    NO_TEXT = "no_text"  # a scan, or pictures only
    LOCKED = "locked"  # asks for a password that we do not have
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"  # would need more memory, time or room than one file may take
    NOT_TEXT = "not_text"  # a picture, a sound, a film, an archive


class Unreadable(Exception):
    """A reader gives up on a file, for a reason that has a name."""

    def __init__(self, state: State, note: str = "") -> None:
        super().__init__(note or state.value)
        self.state = state
        self.note = note
