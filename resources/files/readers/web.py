"""The text of web pages: what a person would read, without scripts, styles and tags."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from members.files import text
from resources.files.readers import child

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.I
)
_UNREAD = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select"}
_PARAGRAPH = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6r]|header|legend|main|nav|ol|p|pre|section|summary|table|title|ul"
)
_LINE = re.compile("br|li|tr")
_CELL = re.compile("td|th")


def pages(path: str, _media_type: str) -> Iterator[str]:
    return text.parts(text.tidy(page_text(Path(path).read_bytes())))


def page_text(data: bytes) -> str:
    """The text of an HTML or XHTML page, paragraphs apart. Raises `text.NotText`."""
    reader = _Reader()
    reader.feed(_characters(data))
    reader.close()
    return "".join(reader.pieces)


def _characters(data: bytes) -> str:
    """By the byte order mark or what the page says of itself, else as any text."""
    said = _CHARSET.search(data[:4096])
    if said and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
        try:
            return data.decode(said[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass  # it said something else than it is: then the bytes decide
    return text.decoded(data)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            # A line break in the source is only a space to the reader.
            self.pieces.append(" ".join(data.split("\n")))

    def _break(self, tag: str) -> None:
        if _PARAGRAPH.fullmatch(tag):
            self.pieces.append("\n\n")
        elif _LINE.fullmatch(tag):
            self.pieces.append("\n")
        elif _CELL.fullmatch(tag):
            self.pieces.append("\t")


if __name__ == "__main__":
    child.run(pages)
