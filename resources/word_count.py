"""Counting words as a reader would, by the rules of Unicode (UAX #29).

The browser counts with `Intl.Segmenter`, which follows the same rules; the server decides.
"""

import re

# Letters hold together across ' ’ . : · and digits across , . ; hyphens divide.
_WORD = re.compile(
    r"[^\W_](?:[^\W_]|_|[\u0300-\u036f\u064b-\u065f]|(?<=[^\W\d_])['’.:·](?=[^\W\d_])"
    r"|(?<=\d)[,.;'](?=\d))*"
)


def count_words(text: str) -> int:
    return len(_WORD.findall(text))
