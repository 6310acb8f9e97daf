"""Which old code page bytes were likely written in. Pure; no Django."""

import re

_BELOW_LETTERS = bytes(range(0xC0))
_BELOW_LAST_ROWS = bytes(range(0xE0))
_NON_LATIN_RUN = re.compile(rb"[\xc0-\xff]{3,}")


def code_page(data: bytes) -> str:
    """Western, Cyrillic or Arabic, by how the bytes above ASCII stand.

    Accented letters of Western languages stand alone between ASCII letters; Cyrillic and Arabic
    words are unbroken runs. Small Cyrillic letters fill the last two rows of their page, where
    the Arabic page has few letters, and not its commonest one, alef.
    """
    high = len(data.translate(None, _BELOW_LETTERS))
    runs = b"".join(_NON_LATIN_RUN.findall(data))
    if not runs or len(runs) < high / 2:
        return "cp1252"
    last_rows = len(runs.translate(None, _BELOW_LAST_ROWS))
    return "cp1251" if last_rows >= 0.75 * len(runs) else "cp1256"
