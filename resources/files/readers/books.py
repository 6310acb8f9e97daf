"""The text of EPUB books, chapter by chapter in reading order.

A book is a zip of web pages with a list that orders them, so `web` reads the chapters.
(Kreuzberg drops a whole chapter for one named entity such as `&iuml;`: measured with 4.10.)
"""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

from members.files import text
from resources.files.readers import child, web

_CONTAINER = "META-INF/container.xml"


def pages(path: str, _media_type: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for chapter in _chapters(archive):
            yield from text.parts(text.tidy(chapter))


def _chapters(archive: zipfile.ZipFile) -> Iterator[str]:
    container = ElementTree.fromstring(archive.read(_CONTAINER))  # noqa: S314  in a child with limits
    package_path = next(
        element.attrib["full-path"] for element in container.iter() if _is(element, "rootfile")
    )
    package = ElementTree.fromstring(archive.read(package_path))  # noqa: S314  likewise
    folder = posixpath.dirname(package_path)
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in package.iter()
        if _is(item, "item")
    }
    held = set(archive.namelist())
    for entry in package.iter():
        chapter = files.get(entry.get("idref")) if _is(entry, "itemref") else None
        if chapter in held:
            yield web.page_text(archive.read(chapter))


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


if __name__ == "__main__":
    child.run(pages)
