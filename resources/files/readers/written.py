"""Plain text, Markdown and CSV files."""

from collections.abc import Iterator
from pathlib import Path

from members.files import text
from resources.files.readers import child


def pages(path: str, _media_type: str) -> Iterator[str]:
    return text.parts(text.tidy(text.decoded(Path(path).read_bytes())))


if __name__ == "__main__":
    child.run(pages)
