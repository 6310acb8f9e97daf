"""What a PDF says of itself: its title and its author, a page each; empty where it says nothing."""

from collections.abc import Iterator

from pypdfium2 import PdfDocument

from resources.files.readers import child


def facts(path: str, _media_type: str) -> Iterator[str]:
    document = PdfDocument(path)
    yield from (document.get_metadata_value(name) for name in ("Title", "Author"))


if __name__ == "__main__":
    child.run(facts)
