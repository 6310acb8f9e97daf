"""Counting words as a reader would, by the rules of Unicode (UAX #29).

The browser counts with `Intl.Segmenter`, which follows the same rules; the server decides.
"""

import re
import unicodedata

# Chinese characters and Japanese hiragana, each of which is a word by these rules.
_SINGLE = "\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Letters hold together across ' ’ . : · and digits across , . ; and '; hyphens divide.
_WORD = re.compile(
    rf"[{_SINGLE}]|(?:(?![{_SINGLE}])[^\W_])"
    rf"(?:(?![{_SINGLE}])\w|(?<=[^\W\d_])['’.:·](?=[^\W\d_])|(?<=\d)[,.;'](?=\d))*"
)
_ATTACHED = {"Mn", "Mc", "Me", "Cf"}  # marks, vowel signs and joiners belong to the letter before


def count_words(text: str) -> int:
    bare = "".join(c for c in text if c == "\u200b" or unicodedata.category(c) not in _ATTACHED)
    return len(_WORD.findall(bare))
