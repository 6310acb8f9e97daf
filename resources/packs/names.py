"""What files are called in a pack: names that every system takes and people can read."""

import unicodedata

LONGEST = 80  # bytes; some sticks and phones take no more with the folder's name before it
FOLDER = "documents/"


def file_name(*, work: int, number: int, title: str, language: str, extension: str) -> str:
    """ "12-1-care-work-in-kenya-en.pdf": unique by its numbers, at most 80 bytes.

    Letters of every script stay; of everything else a hyphen remains. As it begins with a digit,
    it is none of the names that Windows keeps for itself.
    """
    start, end = f"{work}-{number}-", f"{_bare(language)}.{_bare(extension) or 'bin'}"
    room = LONGEST - len((start + end).encode()) - 1
    words = _bare(title).encode()[:room].decode(errors="ignore").strip("-")
    return f"{start}{words}-{end}" if words else f"{start}{end}"


def _bare(text: str) -> str:
    """Letters, digits and the marks on them; hyphens in the place of the rest."""
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LNM" else "-"
        for sign in unicodedata.normalize("NFC", text.lower())
    )
    return "-".join(part for part in kept.split("-") if part)
