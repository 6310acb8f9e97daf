"""From text to words, from words to the two forms under which they are found.

The *surface* of a word is its lower-case form without accents; its *stem* is stemmed with the
accents on, because an algorithm that does not see them misses four inflections in ten, and folded
afterwards. Index, query, snippets, suggestions and thesaurus all use this module and no other;
a change of what it yields raises `VERSION`. Pure text; only `members.search` imports it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from members.search import languages

VERSION = 1
LONGEST = 60  # letters of a word; what is longer is noise of a broken file, and is cut


class Form(NamedTuple):
    """How one word is found: both forms are folded."""

    surface: str
    stem: str


class Token(NamedTuple):
    """A word as it stands in a text."""

    text: str
    start: int
    end: int


def _marks() -> str:
    """Combining marks, which are parts of words although Python's \\w does not say so."""
    points = [c for c in range(0x300, 0x10000) if unicodedata.category(chr(c)) in {"Mn", "Mc"}]
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\u{a:04x}-\\u{b:04x}" for a, b in ranges)


_MARKS = _marks()
WORD = re.compile(f"[\\w{_MARKS}]+")
# Turning what is no word into spaces takes half the time of gathering words with a pattern, and
# half again where single bytes are turned: of ASCII, or of UTF-8 without foreign punctuation.
_NO_WORD = re.compile(f"[^\\x00-\\x7f\\w{_MARKS}]")
_ASCII_WORDS = "".join(chr(n).lower() if chr(n).isalnum() else " " for n in range(128))
_UTF8_WORDS = _ASCII_WORDS.encode() + bytes(range(128, 256))
# Chinese and Japanese write no spaces: each character is a word, and neighbours make the sense.
_SINGLE = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_DOTS = "·•‧∙"
_ENDINGS = sorted(languages.INCLUSIVE_ENDINGS, key=len, reverse=True)
_INCLUSIVE = re.compile(rf"(?<=\w\w)(?:[{_DOTS}](?:{'|'.join(_ENDINGS)})(?![^\W_]))+")
# Invisible: soft hyphens, directions, joiners, the byte order mark; and what Postgres refuses.
_INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f"
                        "\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ud800-\udfff]")  # fmt: skip
_ASCII_INVISIBLE = {n: None for n in range(128) if _INVISIBLE.match(chr(n))}
_HYPHEN_AT_THE_END = ("-\n", "-\r\n", "\u2010\n", "\u2010\r\n")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010]\r?\n(?=[^\W\d_])")
_STRIPPED_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ŋ": "n", "ɛ": "e",
     "ɔ": "o", "ɗ": "d", "ɓ": "b", "ƙ": "k", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك",
     **{chr(0x660 + n): str(n) for n in range(10)}, **{chr(0x6F0 + n): str(n) for n in range(10)}}
)  # fmt: skip


def clean(text: str) -> str:
    """Text as it is kept and shown: composed, without what cannot be seen or stored."""
    if text.isascii():
        return text.translate(_ASCII_INVISIBLE)
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def words(text: str) -> list[str]:
    """The words of a text in their order, lower case, accents on."""
    return words_of_clean(clean(text))


def words_of_clean(text: str) -> list[str]:
    """The same of a text that was cleaned before."""
    if any(hyphen in text for hyphen in _HYPHEN_AT_THE_END):
        text = _BROKEN_WORD.sub("", text)
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    text = text.lower()
    if any(dot in text for dot in _DOTS):
        text = _INCLUSIVE.sub("", text)
    text = _NO_WORD.sub(" ", _SINGLE.sub(r" \1 ", text))
    return text.encode().translate(_UTF8_WORDS).decode().split()


def tokens(text: str) -> Iterator[Token]:
    """The words of a cleaned text with their places, for marking them."""
    return (Token(m.group().lower(), m.start(), m.end()) for m in WORD.finditer(text))


@lru_cache(maxsize=50_000)
def form(word: str, language: str) -> Form:
    """The two forms of a lower-case word of a text in `language`."""
    word = word[:LONGEST]
    surface = fold(word)
    return Form(surface, fold(languages.stem(word, language))[:LONGEST] or surface)


def fold(text: str) -> str:
    """Lower case without accents. й stays a letter of its own, ё becomes е."""
    if text.isascii():
        return text.lower()
    text = text.casefold().replace("й", "\ue000")
    text = _STRIPPED_MARKS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text.translate(_LETTERS).replace("\ue000", "й"))[
        : max(LONGEST, len(text))
    ]


@lru_cache(maxsize=20_000)
def stems(word: str, preferred: tuple[str, ...]) -> tuple[str, ...]:
    """Every stem that a typed word may stand for, its own surface among them."""
    found = [form(word, code).stem for code in languages.query_languages(word, preferred)]
    return tuple(dict.fromkeys([fold(word[:LONGEST]), *found]))
