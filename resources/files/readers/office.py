"""The text of Word, PowerPoint and OpenDocument files, straight from their XML.

Kreuzberg reads these formats too, but loses every character written as an entity in a Word file
(`caf&#233;` becomes `caf`, `R&amp;D` becomes `RD`), has no pages for slides and no OpenDocument
presentations: measured with 4.10. The text of all five formats is paragraphs in a tree, so one
small walker reads them.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from members.files import media, text
from resources.files.readers import child
from resources.files.state import State, Unreadable

_CHUNK = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how a Word file with a password begins


@dataclass(frozen=True)
class Grammar:
    """Which elements mean what, by their names without namespace."""

    paragraphs: frozenset[str]
    text: frozenset[str]  # characters count only inside these
    skipped: frozenset[str]
    spaces: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


OFFICE_OPEN = Grammar(
    paragraphs=frozenset({"p"}),
    text=frozenset({"t"}),
    # Fallback repeats a drawing for old programs; moveFrom is text that now stands elsewhere.
    skipped=frozenset({"Fallback", "moveFrom", "pPr", "rPr"}),
    spaces=frozenset({"tab", "noBreakHyphen"}),
    lines=frozenset({"br", "cr"}),
)
OPEN_DOCUMENT = Grammar(
    paragraphs=frozenset({"p", "h"}),
    text=frozenset({"p", "h"}),
    skipped=frozenset({"tracked-changes", "annotation", "forms"}),
    spaces=frozenset({"s", "tab"}),
    lines=frozenset({"line-break"}),
    pages=frozenset({"page"}),
)


@dataclass
class _Walk:
    """One pass over one XML stream, collecting pages with blank lines between paragraphs."""

    grammar: Grammar
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    _skipping: int = 0
    _reading: int = 0

    def read(self, stream: IO[bytes]) -> list[str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = _refuse_entities
        try:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(State.DAMAGED, "the XML inside is broken") from error
        return ["".join(page) for page in self.pages]

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = qualified.rpartition(" ")[2]
        if self._skipping or name in self.grammar.skipped:
            self._skipping += 1
            return
        if name in self.grammar.pages:
            self.pages.append([])
        if name in self.grammar.paragraphs:
            self.pages[-1].append("\n\n")
        if name in self.grammar.text:
            self._reading += 1
        elif name in self.grammar.spaces:
            self.pages[-1].append(" ")
        elif name in self.grammar.lines:
            self.pages[-1].append("\n")

    def _end(self, qualified: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        name = qualified.rpartition(" ")[2]
        if name in self.grammar.text:
            self._reading -= 1
        if name in self.grammar.paragraphs:
            self.pages[-1].append("\n\n")

    def _characters(self, characters: str) -> None:
        if self._reading and not self._skipping:
            self.pages[-1].append(characters)


def _refuse_entities(*_declaration: object) -> None:
    raise Unreadable(State.DAMAGED, "the XML inside declares entities")


def pages(path: str, media_type: str) -> Iterator[str]:
    """Slides one by one; texts and tables in parts."""
    with Path(path).open("rb") as stream:
        if stream.read(len(_OLE)) == _OLE:
            raise Unreadable(State.LOCKED)
    with zipfile.ZipFile(path) as archive:
        if media_type == media.PPTX:
            yield from _slides(archive)
        elif media_type == media.DOCX:
            yield from text.parts(text.tidy(_word_text(archive)))
        elif _is_enciphered(archive):
            raise Unreadable(State.LOCKED)
        elif media_type == media.ODP:
            yield from _open_document_pages(archive)
        else:
            for page in _open_document_pages(archive):
                yield from text.parts(text.tidy(page))


def _word_text(archive: zipfile.ZipFile) -> str:
    """The document, then its footnotes and endnotes."""
    main = _main_part(archive)
    beside = [posixpath.join(posixpath.dirname(main), f"{n}notes.xml") for n in ("foot", "end")]
    names = set(archive.namelist())
    return "\n\n".join(
        _part_text(archive, part, OFFICE_OPEN) for part in (main, *beside) if part in names
    )


def _slides(archive: zipfile.ZipFile) -> Iterator[str]:
    """A page for each slide, in the order of the show, with the speaker's notes below."""
    main = _main_part(archive)
    targets = _targets(archive, main)
    show = _tree(archive, main)
    order = [
        value
        for element in show.iter()
        if _local(element.tag) == "sldId"
        for key, value in element.attrib.items()
        if key.startswith("{") and _local(key) == "id"
    ]
    for identifier in order:
        slide = targets[identifier][1]
        notes = [
            target
            for kind, target in _targets(archive, slide).values()
            if kind.endswith("/notesSlide")
        ]
        yield "\n\n".join(_part_text(archive, part, OFFICE_OPEN) for part in (slide, *notes))


def _open_document_pages(archive: zipfile.ZipFile) -> list[str]:
    """The pages of an OpenDocument presentation; of a text or a spreadsheet, one."""
    with archive.open("content.xml") as stream:
        first, *pages = _Walk(OPEN_DOCUMENT).read(stream)
    return pages if pages and not first.strip() else [first, *pages]


def _is_enciphered(archive: zipfile.ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The path of the document itself: some programs call it otherwise than word/document.xml."""
    for kind, target in _targets(archive, "").values():
        if kind.endswith("/officeDocument"):
            return target
    names = archive.namelist()
    for usual in ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"):
        if usual in names:
            return usual
    raise KeyError("no main part")


def _part_text(archive: zipfile.ZipFile, part: str, grammar: Grammar) -> str:
    with archive.open(part) as stream:
        return "\n\n".join(_Walk(grammar).read(stream))


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part points to: identifier → (kind, path)."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _tree(archive, relations)
        if relation.get("TargetMode") != "External"
    }


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    data = archive.read(part)
    if re.search(rb"<!(DOCTYPE|ENTITY)", data.replace(b"\0", b"")):
        raise Unreadable(State.DAMAGED, "the XML inside declares entities")
    return ElementTree.fromstring(data)  # noqa: S314  declarations are refused above


def _local(name: str) -> str:
    return name.rpartition("}")[2]


if __name__ == "__main__":
    child.run(pages)
