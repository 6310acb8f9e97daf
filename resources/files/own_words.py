"""The title and the author that a PDF carries in itself, read in a child process.

Called while somebody waits, and so with little patience.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from members.files import media
from members.files.process import Limits
from members.tidy import on_one_line
from resources.files.extract import run

_PROGRAM = "resources.files.readers.pdf_facts"
_LIMITS = Limits(memory=512 * 1024**2, seconds=3, wall=5.0, room=64 * 1024)
_LONGEST = 300  # letters
# What programs write where nobody has written a title: the name of a file, or their own.
_NO_TITLE = re.compile(
    r"(microsoft (word|powerpoint|excel) - .*|untitled.*|(document|dokument|sans titre)\s*\d*"
    r"|slide \d+|powerpoint.presentation|.*\.(docx?|pptx?|xlsx?|pdf|indd|odt|odp|rtf|qxd|p65|ai))",
    re.IGNORECASE,
)
# A log-in name is nobody's name, and neither is that of a machine.
_NO_AUTHOR = re.compile(r"(\S*[\d@\\_]\S*|\S|user|admin(istrator)?|owner|author|unknown)", re.I)


@dataclass(frozen=True)
class OwnWords:
    """Each may be empty."""

    title: str = ""
    author: str = ""


def own_words(path: str | Path, media_type: str) -> OwnWords:
    """Empty for what is no PDF, or cannot be read. Raises `OSError` like `extract`."""
    if media_type != media.PDF:
        return OwnWords()
    file = Path(path).resolve()
    file.stat()
    said = run([sys.executable, "-m", _PROGRAM, str(file), media_type], _LIMITS).pages
    title, author = (on_one_line(text) for text in [*said, "", ""][:2])
    if _NO_TITLE.fullmatch(title) or len(title) < 4 or len(title) > _LONGEST:
        title = ""
    if _NO_AUTHOR.fullmatch(author) or len(author) > _LONGEST:
        author = ""
    return OwnWords(title, author)
