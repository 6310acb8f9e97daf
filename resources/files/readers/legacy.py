"""The text of DOC, PPT, RTF and XLSX files, by the library kreuzberg.

Its reading of pictures (OCR), its cache and its network-bound parts are all switched off.
"""

import re
from collections.abc import Iterator

import kreuzberg

from resources.files import text
from resources.files.readers import child

_FIELD_CODES = re.compile(r'\b(?:HYPERLINK|INCLUDEPICTURE)\s+(?:\\\w+\s+)*"[^"]*"(?:\s+\\\w+)*')
_PICTURE_MARKS = re.compile(r"^\[Image: [^\]]*\]$", re.M)


def pages(path: str, media_type: str) -> Iterator[str]:
    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        ocr=None,
        disable_ocr=True,
        enable_quality_processing=False,  # it rewrites what it thinks are scanning errors
        postprocessor=kreuzberg.PostProcessorConfig(enabled=False),
        concurrency=kreuzberg.ConcurrencyConfig(max_threads=1),
    )
    content = kreuzberg.extract_file_sync(path, media_type, config).content
    content = _PICTURE_MARKS.sub("", _FIELD_CODES.sub(" ", content))
    return text.parts(text.tidy(content))


if __name__ == "__main__":
    child.run(pages)
