"""The alphabet of the index: how words, concepts and marks are written in a vector or a query.

Whatever a person typed is quoted here and nowhere else: no text of hers is read by Postgres'
own query parser as anything but a quoted word. Pure text; only `members.search` imports it.
"""

import re
from collections.abc import Iterable, Sequence

from members.search.analysis import Form, form

TITLE = "^"  # stands before any of the following when the word stands in a title …
METADATA = "+"  # … or anywhere in the metadata
CARRIED = "="  # … or in the title of the thing of which this row is a piece
STEM = "~"
CONCEPT = "@"
MARK = "#"

MOST_KNOWN = 60_000  # words of a language whose lexemes a process remembers, some 20 MB

LAST_POSITION = 16_383  # Postgres counts no further
MOST_BYTES = 900_000  # Postgres refuses a vector of 1,048,576

# A word's places are gathered as one text (",3,17A"), which costs a third of what lists cost.
PLACES = [f",{number}" for number in range(LAST_POSITION + 1)]
_UNSAFE = re.compile(r"[\\']")


def quoted(lexeme: str) -> str:
    """A lexeme as the input of `tsvector` and `tsquery` wants it."""
    if "'" in lexeme or "\\" in lexeme or "\0" in lexeme:
        lexeme = _UNSAFE.sub(lambda found: found.group() * 2, lexeme.replace("\0", ""))
    return f"'{lexeme}'"


def of(form: Form) -> tuple[str, ...]:
    """The bare lexemes of a word: its surface, and its stem where that is another word."""
    surface, stem = form
    if not surface:
        return ()
    return (surface,) if surface == stem else (surface, STEM + stem)


class Known(dict[str, tuple[str, ...]]):
    """By word of one language, its lexemes; worked out when first asked for."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= MOST_KNOWN:
            self.clear()
        found = self[word] = of(form.__wrapped__(word, self.language))
        return found


def stem(stem: str, prefix: str = "") -> str:
    """The query for a stem: written as such, or as the word that is its own stem."""
    return any_of([quoted(prefix + STEM + stem), quoted(prefix + stem)])


def access(token: str) -> str:
    return f"access={token}"


def fuller(token: str) -> str:
    """On an entry that gives way to a fuller one, for each who finds that; "" on all of them."""
    return f"fuller={token}"


def facet(name: str, value: str) -> str:
    return f"{name}:{value}"


def mark(name: str) -> str:
    return MARK + name[:200]


def all_of(queries: Iterable[str]) -> str:
    """Joined with AND; "" when there is nothing to join."""
    return _joined(list(queries), " & ")


def any_of(queries: Iterable[str]) -> str:
    """Joined with OR; "" when there is nothing to join."""
    return _joined(list(dict.fromkeys(queries)), " | ")


def phrase(groups: Sequence[Sequence[str]]) -> str:
    """Words in a row, each given by its alternatives (already quoted)."""
    return _joined([any_of(group) for group in groups], " <-> ")


def _joined(queries: list[str], operator: str) -> str:
    queries = [query for query in queries if query]
    return queries[0] if len(queries) == 1 else f"({operator.join(queries)})" if queries else ""


def vector(places: dict[str, str]) -> str:
    """The text of a `tsvector`: lexemes with their positions, or with none."""
    every = "".join(places)
    if "'" in every or "\\" in every or "\0" in every:
        places = {quoted(lexeme)[1:-1]: found for lexeme, found in places.items()}
    return " ".join(
        [f"'{lexeme}':{found[1:]}" if found else f"'{lexeme}'" for lexeme, found in places.items()]
    )
