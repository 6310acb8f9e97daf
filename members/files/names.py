"""Names of files as people gave them, made fit for display. They are never used as paths."""

import re
import unicodedata

LONGEST = 150
_LONGEST_EXTENSION = 10
_KEPT_INVISIBLE = {"\u200c", "\u200d"}  # Persian and Indic words are spelled with these
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def display_name(raw: str) -> str:
    """The last part of `raw`, without tricks: no folders, no control or direction characters.

    At most 150 characters with the extension kept, in NFC, never empty.
    """
    last = re.split(r"[/\\]", raw)[-1]
    visible = "".join(character for character in last if _is_shown(character))
    name = " ".join(unicodedata.normalize("NFC", visible).split()).strip(". ")
    if last.lstrip().startswith(".") and "." not in name:
        name = f".{name}" if name else ""
    stem, dot, extension = name.rpartition(".")
    if not dot or not extension.isalnum() or len(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    room = LONGEST - len(dot + extension)
    return f"{_cut(stem.strip(), room) or 'document'}{dot}{extension}"


def extension_of(name: str) -> str:
    """What stands after the last dot of the display name, in lower case; may be empty."""
    return display_name(name).rpartition(".")[2].lower() if "." in display_name(name) else ""


def _is_shown(character: str) -> bool:
    if character in _KEPT_INVISIBLE or character in "\t\n\r":
        return True
    return unicodedata.category(character) not in _DROPPED


def _cut(stem: str, room: int) -> str:
    """At most `room` characters, never between a letter and its mark."""
    if len(stem) <= room:
        return stem
    while room > 1 and unicodedata.combining(stem[room]):
        room -= 1
    return stem[:room].rstrip()
