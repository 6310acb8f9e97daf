"""Addresses as people paste them: a column of a sheet, the line of a mail, one below the other.

Pure text; knows nothing of who is known here. The forms of invitations read with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254
# More than this is no list that somebody looks through again.
MOST_PIECES = 10_000
# Between addresses, in the scripts of our languages; inside quotes and brackets they part nothing.
PIECE = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^,;\t，、；،؛"]|")+')
BRACKETS = re.compile(r"<([^<>]*)>")
AROUND = "\"'“”«»‘’()[]{}<>.:,;"
# What ends like a domain, so that its @ was probably forgotten; not initials.
DOTTED = re.compile(r"[\w-]\.\w{2,}")
# The full-width sign of East Asian keyboards.
AT_SIGNS = str.maketrans({"＠": "@", "﹫": "@"})


class TooMany(Exception):
    """There are more pieces than anybody could mend."""


@dataclass(frozen=True)
class Misread:
    """A piece that is no address: where it stood (from 1), what it was, and what is wrong."""

    line: int
    text: str
    why: str | Promise


@dataclass
class Reading:
    """What was found in a text, in its order; each address once, with the line it stood in."""

    addresses: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    misread: list[Misread] = field(default_factory=list)


def read(text: str) -> Reading:
    """Every piece of the text is an address, a repetition, a name beside one, or misread.

    Raises TooMany.
    """
    reading, pieces = Reading(), 0
    for number, line in enumerate(_plain(text).splitlines(), start=1):
        for address, piece, why in _of_line(line):
            pieces += 1
            if pieces > MOST_PIECES:
                raise TooMany
            if why:
                reading.misread.append(Misread(number, piece, why))
            elif address in reading.addresses:
                reading.repeated += 1
            else:
                reading.addresses[address] = number
    return reading


def canonical(address: str) -> str:
    """In small letters; a domain in its own script, also where it was written as `xn--…`.

    Raises ValidationError.
    """
    address = unicodedata.normalize("NFC", address).lower()
    local, at, domain = address.rpartition("@")
    if at and "xn--" in domain:
        try:
            domain = domain.encode("ascii").decode("idna").lower()
        except UnicodeError:
            raise ValidationError("idna") from None
    address = f"{local}@{domain}"
    validate_email(address)
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError("long")
    return address


def also_written(address: str) -> str:
    """The same address with its domain in the letters of mail servers."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _plain(text: str) -> str:
    """Without what nobody sees: marks of direction, zero-width signs, odd blanks."""
    kept = (
        " " if unicodedata.category(c) == "Zs" else c
        for c in text.translate(AT_SIGNS)
        if c in "\t\n\r" or unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co"}
    )
    return "".join(kept)


def _of_line(line: str) -> Iterator[tuple[str, str, str | Promise]]:
    """Address, the piece it came from, and what is wrong with it, if anything is.

    Words without an address are the name of the next one, or of the one before; on their own, or
    with a dot like a forgotten @, they are misread.
    """
    pieces = [piece.strip() for piece in PIECE.findall(line) if piece.strip()]
    has_address = any("@" in piece for piece in pieces)
    for piece in pieces:
        if "@" in piece:
            yield from _of_piece(piece)
        elif not has_address or _like_an_address(piece):
            yield "", piece, _("There is no @ in it.")


def _like_an_address(piece: str) -> bool:
    return " " not in piece and bool(DOTTED.search(piece.strip(AROUND)))


def _of_piece(piece: str) -> Iterator[tuple[str, str, str | Promise]]:
    in_brackets = [inside for inside in BRACKETS.findall(piece) if "@" in inside]
    if in_brackets:
        for inside in in_brackets:
            yield _one(inside, piece if len(in_brackets) == 1 else inside)
        outside = BRACKETS.sub(" ", piece).split()
        yield from (_one(word, word) for word in outside if "@" in word)
        return
    words = [word for word in piece.split() if "@" in word]
    for word in words:
        yield _one(word, piece if len(words) == 1 else word)


def _one(written: str, piece: str) -> tuple[str, str, str | Promise]:
    address = written.strip().strip(AROUND)
    if address.lower().startswith("mailto:"):
        address = address[len("mailto:") :]
    if address.count("@") > 1:
        return "", piece, _("There is more than one @ in it.")
    try:
        return canonical(address), piece, ""
    except ValidationError:
        return "", piece, _what_is_wrong(address)


def _what_is_wrong(address: str) -> str | Promise:
    local, _at, domain = address.rpartition("@")
    if not local:
        return _("There is nothing before the @.")
    if not domain:
        return _("There is nothing after the @.")
    if "." not in domain:
        return _("The part after the @ has no dot.")
    if not local.isascii():
        return _("The part before the @ has letters that mail does not carry.")
    return _("This is not an address.")
