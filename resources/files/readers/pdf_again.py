"""A second opinion on PDF files in which pdfium found nothing: pypdf mends other damage.

It comes second because it is slower and runs some Arabic words together.
"""

import logging
from collections.abc import Iterator

import pypdf
from pypdf.errors import DependencyError, LimitReachedError

from resources.files.readers import child
from resources.files.state import State, Unreadable


def pages(path: str, _media_type: str) -> Iterator[str]:
    logging.disable()  # its remarks quote the file
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(State.LOCKED, "pypdf")
        for page in reader.pages:
            yield page.extract_text()
    except DependencyError as error:
        raise Unreadable(State.LOCKED, "pypdf") from error
    except LimitReachedError as error:
        raise Unreadable(State.TOO_HEAVY, "pypdf") from error


if __name__ == "__main__":
    child.run(pages, enough=child.FEW)
