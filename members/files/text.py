"""Written text: from bytes to characters, made clean, cut into parts. Pure; no Django.

Imported by the readers of the child process, and by `sniff` to see whether a file is text at all.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from members.files.code_pages import code_page

PART = 3000  # characters: a page or so, so that what is shown around a found word stays small

_MARKS_OF_ORDER = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOLERATED_CONTROLS = 0.01  # old text files carry a form feed or an end mark here and there

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Hyphens that only the width of the line asked for; pdfium writes them as U+0002 or U+FFFE.
_HYPHEN_AT_LINE_END = re.compile("[\x02\ufffe\u00ad][ \t]*\r?\n[ \t]*")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")
# Everything that is not a character to read: controls, directions, soft hyphens, surrogates.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
_SPACE_BEFORE_ARABIC_MARK = re.compile(" (?=[\u064b-\u0652\u0670])")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r" ?\n ?(?:\n ?)+")
_PARAGRAPH_END = re.compile(r"\n\n+")
_SENTENCE_END = re.compile(r"(?<=[.!?؟。…])\s+|\n")


class NotText(ValueError):
    """These bytes are no text in any encoding that we know."""


def decoded(data: bytes) -> str:
    """Text by its byte order mark, else UTF-8, else the likeliest of the old Windows code pages.

    Raises `NotText` for bytes with NULs or too many control characters.
    """
    for mark, encoding in _MARKS_OF_ORDER:
        if data.startswith(mark):
            try:
                return _plausible(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise NotText from error
    if b"\0" in data:
        raise NotText
    for encoding in ("utf-8", code_page(data), "latin-1"):
        try:
            return _plausible(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise NotText


def _plausible(text: str) -> str:
    if "\0" in text or len(_CONTROL.findall(text)) > _TOLERATED_CONTROLS * len(text):
        raise NotText
    return text


def tidy(text: str) -> str:
    """Compatibility forms (ligatures, Arabic presentation forms) as plain letters, no controls.

    Line breaks stay; blank lines mark paragraphs, other white space is single spaces.
    """
    text = _HYPHEN_AT_LINE_END.sub("", text)
    text = _LINE_BREAK.sub("\n", text).replace("\u2029", "\n\n").replace("\u200b", " ")
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", _DROPPED.sub("", text)))
    text = _SPACE_BEFORE_ARABIC_MARK.sub("", text)
    return _GAPS.sub("\n\n", _BLANKS.sub(" ", text)).strip()


def parts(text: str, size: int = PART) -> Iterator[str]:
    """The text in pieces of at most `size` characters.

    Cut at paragraphs, else sentences, else words; only white space at the cuts is lost.
    """
    part = ""
    for piece, glue in _pieces(text, size):
        if part and len(part) + len(glue) + len(piece) > size:
            yield part
            part = ""
        part = f"{part}{glue}{piece}" if part else piece
    if part:
        yield part


def _pieces(text: str, size: int) -> Iterator[tuple[str, str]]:
    """Pieces of at most `size` characters, each with what joins it to the one before."""
    for paragraph in filter(None, _PARAGRAPH_END.split(text)):
        if len(paragraph) <= size:
            yield paragraph, "\n\n"
            continue
        glue = "\n\n"
        for sentence in filter(None, _SENTENCE_END.split(paragraph)):
            while len(sentence) > size:
                cut = sentence.rfind(" ", 0, size)
                cut = cut if cut > 0 else size
                yield sentence[:cut], glue
                sentence, glue = sentence[cut:].lstrip(), " "
            yield sentence, glue
            glue = " "
