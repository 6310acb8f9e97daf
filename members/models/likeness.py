"""By what two spellings of an organization's name are known to be the same name.

Pure but for the field, which keeps the key beside the name for the index. Imported by the models,
and by `members.alike`, which asks the database.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from .folding import FoldedField, fold

# Words that join others, in the languages of our regions: people leave them out, or write "&".
_JOINING = frozenset(
    {
        *("and", "et", "y", "e", "und", "и", "of", "de", "des", "du", "del", "da", "do", "dos"),
        *("das", "di", "the", "la", "le", "les", "el", "los", "las", "der", "die", "l", "d"),
        *("for", "pour", "para", "por", "fur"),
    }
)
# Legal forms by what they are; two names with different ones are two organizations.
_FORMS = {
    "asbl": "asbl",
    "aisbl": "aisbl",
    "sarl": "sarl",
    "sa": "sa",
    "sas": "sas",
    "gmbh": "gmbh",
    "ggmbh": "gmbh",
    "ev": "ev",
    "ltd": "ltd",
    "limited": "ltd",
    "llc": "llc",
    "inc": "inc",
    "incorporated": "inc",
    "plc": "plc",
    "bv": "bv",
    "nv": "nv",
    "ong": "ngo",
    "ngo": "ngo",
    "ооо": "ooo",
}
_FIRST = frozenset({"ong", "ngo", "ооо"})  # of these, what also stands before the name
_DOT_OF_LETTER = re.compile(r"(?<=\b[^\W\d_])\.")
_BRACKETED = re.compile(r"^(?P<rest>.+?)\s*\((?P<short>[^()]{2,20})\)$")
_EXPLAINED = re.compile(r"^(?P<short>[^\s()]{2,20})\s*\((?P<rest>[^()]+)\)$")
_BEFORE = re.compile(r"^(?P<short>[^\s()]{2,20})\s*(?:\s[-–—]|:)\s+(?P<rest>.+)$")
_BEHIND = re.compile(r"^(?P<rest>.+?)\s+[-–—]\s+(?P<short>[^\s()]{2,20})$")


@dataclass(frozen=True)
class Likeness:
    """`key` is the name without what people write now so, now so; the others may be empty."""

    key: str
    acronym: str
    form: str

    def may_be(self, other: Likeness) -> bool:
        """Whether both may name one organization: nothing that both say differs."""
        acronyms = not self.acronym or not other.acronym or self.acronym == other.acronym
        forms = not self.form or not other.form or self.form == other.form
        return self.key == other.key and acronyms and forms


def likeness(name: str, acronym: str = "") -> Likeness:
    """`acronym` where it is known; else the one in the name, in brackets or parted by a dash."""
    rest, short = _parted(" ".join(name.split()))
    words = _words(rest)
    form = ""
    if len(words) > 1 and words[-1] in _FORMS:
        form = _FORMS[words.pop()]
    elif len(words) > 1 and words[0] in _FIRST:
        form = _FORMS[words.pop(0)]
    kept = [word for word in words[:-1] if word not in _JOINING] + words[-1:]
    return Likeness(" ".join(kept) or fold(name), _bare(acronym) or short, form)


def _words(name: str) -> list[str]:
    """Folded, with `and` for its signs, without punctuation; E.V. is one word."""
    folded = _DOT_OF_LETTER.sub("", fold(name).replace("&", " and ").replace("+", " and "))
    return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded).split()


def _parted(name: str) -> tuple[str, str]:
    """The name without its acronym, and the acronym."""
    for pattern in (_BRACKETED, _EXPLAINED, _BEFORE, _BEHIND):
        found = pattern.match(name)
        if found and _shortens(found["short"], found["rest"]):
            return found["rest"], _bare(found["short"])
    return name, ""


def _shortens(short: str, rest: str) -> bool:
    """Capitals whose letters stand in the name in their order; the first one begins a word."""
    letters = _bare(short)
    words = _words(rest)
    if not short.isupper() or not letters or all(word[0] != letters[0] for word in words):
        return False
    left = iter("".join(words))
    return all(letter in left for letter in letters)


def _bare(acronym: str) -> str:
    return "".join(_words(acronym))


class NameKeyField(FoldedField):
    """The key of the name of the row, renewed whenever the row is saved."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = likeness(str(getattr(model_instance, self.source))).key[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key
