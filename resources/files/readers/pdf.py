"""PDF files, page by page, by pdfium."""

from collections.abc import Iterator

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from resources.files.readers import child
from resources.files.state import State, Unreadable


def pages(path: str, _media_type: str) -> Iterator[str]:
    """An empty password opens what is only locked against printing or copying."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == FPDF_ERR_PASSWORD
        raise Unreadable(State.LOCKED if locked else State.DAMAGED, "pdfium") from error
    for number in range(len(document)):
        yield _page_text(document, number)


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        words = page.get_textpage()
        try:
            return str(words.get_text_bounded())
        finally:
            words.close()
            page.close()
    except pypdfium2.PdfiumError:
        return ""  # one broken page does not cost the others


if __name__ == "__main__":
    child.run(pages, enough=child.FEW)
