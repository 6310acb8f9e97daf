"""How often words occur in what is public: for weighing, for correcting, for completing.

It is counted anew by `refresh`, which the worker calls now and then and a bulk import at its end:
counters kept in the deed's own transaction would make two people who publish wait for each other.
Because it may lag behind, nothing is ever suggested from it that the asker cannot find.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from members.search import lexemes
from members.search.entries import PUBLIC
from members.search.models import Word

SAMPLE = 10_000  # rows that are counted; of a larger index every n-th, and the counts times n
STATE = " "  # no word: beside it stands which rows were counted, as the sum of their numbers
NEIGHBOURS = 4_000  # words looked at for a misspelled one
TIMES_AS_FREQUENT = 20  # a known word is only corrected to one so much more common


def refresh() -> bool:
    """Count the words of the public rows; False if no row has come or gone since the last time."""
    public = lexemes.access(PUBLIC)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "SELECT mod(coalesce(sum(id), 0), 2000000000)::int FROM search_row",
        )
        state = cursor.fetchone()[0]
        if Word.objects.filter(word=STATE, documents=state).exists():
            return False
        cursor.execute(
            "SELECT count(*) FROM search_row WHERE marks @>"
            " (SELECT array_agg(id) FROM search_mark WHERE name = %s)",
            [public],
        )
        rows = cursor.fetchone()[0]
        every = max(1, -(-rows // SAMPLE))
        cursor.execute(
            "CREATE TEMPORARY TABLE search_counted ON COMMIT DROP AS"
            " SELECT word, ndoc * %s AS documents FROM ts_stat(format("
            "  'SELECT vector FROM search_row WHERE mod(id, %%s) = 0 AND marks @>"
            "   (SELECT array_agg(id) FROM search_mark WHERE name = %%L)', %s::text, %s::text))"
            " WHERE left(word, 1) NOT IN ('^', '+', '#') AND length(word) <= 80"
            " UNION ALL SELECT '', %s UNION ALL SELECT %s, %s",
            [every, every, public, rows, STATE, state],
        )
        cursor.execute(
            "INSERT INTO search_word AS known (word, documents)"
            " SELECT word, documents FROM search_counted ORDER BY word"
            " ON CONFLICT (word) DO UPDATE SET documents = excluded.documents"
            " WHERE known.documents <> excluded.documents"
        )
        cursor.execute(
            "DELETE FROM search_word WHERE word NOT IN (SELECT word FROM search_counted)"
        )
        cursor.execute("DROP TABLE search_counted")
    return True


@dataclass(frozen=True)
class Doubtful:
    """A word that may be misspelled, and in how many public rows it stands as it is."""

    surface: str
    documents: int


def corrections(words: Sequence[Doubtful]) -> dict[str, str]:
    """By word, the likeliest that was meant; words that are likely right are left out."""
    asked = [word for word in words if len(word.surface) >= 4 and not word.surface.isdigit()]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked, near.word, near.documents FROM unnest(%s::text[]) AS asked"
            " CROSS JOIN LATERAL (SELECT word, documents FROM search_word"
            "  WHERE left(word, 1) = left(asked, 1)"
            "  AND length(word) BETWEEN length(asked) - 2 AND length(asked) + 2"
            "  ORDER BY documents DESC, word LIMIT %s) AS near",
            [[word.surface for word in asked], NEIGHBOURS],
        )
        near: dict[str, dict[str, int]] = {}
        for surface, word, documents in cursor.fetchall():
            near.setdefault(surface, {})[word] = documents
    found = {word.surface: _likeliest(word, near.get(word.surface, {})) for word in asked}
    return {surface: word for surface, word in found.items() if word}


def _likeliest(asked: Doubtful, near: dict[str, int]) -> str | None:
    """One edit in short words, two in long ones; nearer wins, then the more frequent."""
    edits = 1 if len(asked.surface) < 6 else 2
    others = [word for word in near if word != asked.surface]
    matches = process.extract(
        asked.surface,
        others,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=edits,
        limit=None,
    )
    least = asked.documents * TIMES_AS_FREQUENT
    likely = [(d, -near[word], word) for word, d, _ in matches if near[word] > least]
    return min(likely)[2] if likely else None
