"""Words and names of themes that begin as a person began to type."""

from collections.abc import Sequence

from django.db import connection

from members.search.analysis import WORD, clean, fold, words
from members.search.languages import EVERY_STOP_WORD, primary
from members.search.planner import Values, planned
from members.search.query import SHORTEST_PREFIX

MOST_LETTERS = 100
LOOKED_AT = 30  # words, of which those are kept that the asker can find

_NAMES = """
SELECT label.text FROM search_label AS label WHERE starts_with(label.surfaces, %s) AND EXISTS (
    SELECT FROM search_row WHERE vector @@ quote_literal('@' || label.concept)::tsquery AND {seen}
)
ORDER BY array_position(%s::text[], label.language::text) NULLS LAST,
    label.kind DESC, length(label.text), label.text
LIMIT %s
"""
_WORDS = """
SELECT coalesce(nullif(near.written, ''), near.word) FROM (
    SELECT word, documents, written FROM search_word
    WHERE word >= %s AND word < %s AND word <> ALL(%s)
    ORDER BY documents DESC, word LIMIT %s
) AS near
WHERE EXISTS (
    SELECT FROM search_row WHERE vector @@ quote_literal(near.word)::tsquery AND {seen}
)
ORDER BY documents DESC, word LIMIT %s
"""


def suggest(
    typed: str, *, asker: frozenset[str], languages: Sequence[str] = (), limit: int = 8
) -> list[str]:
    """Names of themes first, then the last word completed; each finds something for the asker."""
    text = clean(typed[:MOST_LETTERS]).strip()
    row = [fold(word) for word in words(text)]
    if not row or len(row[-1]) < SHORTEST_PREFIX:
        return []
    before = text[: [*WORD.finditer(text)][-1].start()]
    own = [primary(language) for language in languages] or ["en"]
    with planned(asker) as opened, connection.cursor() as cursor:
        seen, values = opened.keys.where()
        cursor.execute(_NAMES.format(seen=seen), [" ".join(row), *values, own, limit])
        found = [text for (text,) in cursor.fetchall()]
        last: Values = [row[-1], row[-1] + "\U0010ffff", list(EVERY_STOP_WORD), LOOKED_AT]
        cursor.execute(_WORDS.format(seen=seen), [*last, *values, limit])
        found += [before + word for (word,) in cursor.fetchall()]
    return list(dict.fromkeys(found))[:limit]
