"""The text of DOC, PPT, RTF and XLSX files, by the library kreuzberg.

Its reading of pictures (OCR), its cache and its network-bound parts are all switched off.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import kreuzberg

from members.files import media, text
from resources.files.readers import child
from resources.files.state import State, Unreadable

_FIELD_CODES = re.compile(r'\b(?:HYPERLINK|INCLUDEPICTURE)\s+(?:\\\w+\s+)*"[^"]*"(?:\s+\\\w+)*')
_PICTURE_MARKS = re.compile(r"^\[Image: [^\]]*\]$", re.M)


def pages(path: str, media_type: str) -> Iterator[str]:
    with Path(path).open("rb") as stream:
        # The library takes anything for RTF, and a zip archive is full of letters.
        if media_type == media.RTF and stream.read(5) != b"{\\rtf":
            raise Unreadable(State.DAMAGED, "no RTF")
    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        ocr=None,
        disable_ocr=True,  # type: ignore[call-arg]  # its own stubs do not know it yet
        enable_quality_processing=False,  # it rewrites what it thinks are scanning errors
        postprocessor=kreuzberg.PostProcessorConfig(enabled=False),
        concurrency=kreuzberg.ConcurrencyConfig(max_threads=1),
    )
    content = kreuzberg.extract_file_sync(path, media_type, config).content
    content = _PICTURE_MARKS.sub("", _FIELD_CODES.sub(" ", content))
    return text.parts(text.tidy(content))


if __name__ == "__main__":
    child.run(pages)
