"""How often words occur in what is public: for weighing, for correcting, for completing.

It is counted anew by `refresh`, which the worker calls now and then and a bulk import at its end:
counters kept in the deed's own transaction would make two people who publish wait for each other.
Because it may lag behind, nothing is ever suggested from it that the asker cannot find.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from members.search import analysis, lexemes
from members.search.entries import PUBLIC
from members.search.models import Word

SAMPLE = 10_000  # rows that are counted; of a larger index every n-th, and the counts times n
SPELLED = 2_000  # rows whose first pages are read for how words are written
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
            " WHERE left(word, 1) NOT IN ('^', '+', '=', '#') AND length(word) <= 80"
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
            "DELETE FROM search_word AS known WHERE NOT EXISTS"
            " (SELECT FROM search_counted AS counted WHERE counted.word = known.word)"
        )
        cursor.execute("DROP TABLE search_counted")
        _note_written(cursor, public, rows)
    return True


def _note_written(cursor: CursorWrapper, public: str, rows: int) -> None:
    """Note how words are mostly written that have accents, for showing them to people.

    By the names of themes and by the beginnings of some public documents: what is in neither is
    shown as it is counted, without accents.
    """
    cursor.execute(
        "SELECT text FROM search_label UNION ALL SELECT text FROM search_pagetext"
        " WHERE place < 2 AND row_id IN (SELECT id FROM search_row WHERE mod(id, %s) = 0 AND marks"
        "  @> (SELECT array_agg(id) FROM search_mark WHERE name = %s) LIMIT %s)",
        [max(1, rows // SPELLED), public, SPELLED],
    )
    count = Counter(word for (text,) in cursor.fetchall() for word in analysis.words(text))
    best: dict[str, tuple[int, str]] = {}
    for word, times in count.items():
        folded = analysis.fold(word)
        best[folded] = max(best.get(folded, (0, "")), (times, word))
    accented = {
        folded: word for folded, (_, word) in best.items() if word != folded and len(word) <= 80
    }
    cursor.execute(
        "UPDATE search_word AS known SET written = read.written"
        " FROM unnest(%s::text[], %s::text[]) AS read (word, written)"
        " WHERE known.word = read.word AND known.written <> read.written",
        [list(accented), list(accented.values())],
    )


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
            "SELECT asked, near.* FROM unnest(%s::text[], %s::int[]) AS doubtful (asked, least)"
            " CROSS JOIN LATERAL (SELECT word, documents, written FROM search_word"
            "  WHERE left(word, 1) = left(asked, 1) AND documents > least AND word <> asked"
            "  AND length(word) BETWEEN length(asked) - 2 AND length(asked) + 2"
            "  ORDER BY documents DESC, word LIMIT %s) AS near",
            [
                [word.surface for word in asked],
                [word.documents * TIMES_AS_FREQUENT for word in asked],
                NEIGHBOURS,
            ],
        )
        near: dict[str, dict[str, int]] = {}
        written: dict[str, str] = {}
        for surface, word, documents, form in cursor.fetchall():
            near.setdefault(surface, {})[word] = documents
            written[word] = form or word
    found = {surface: _likeliest(surface, words) for surface, words in near.items()}
    return {surface: written[word] for surface, word in found.items() if word}


def _likeliest(asked: str, near: dict[str, int]) -> str | None:
    """One edit in short words, two in long ones; nearer wins, then the more frequent."""
    matches = process.extract(
        asked,
        list(near),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=1 if len(asked) < 6 else 2,
        limit=None,
    )
    likely = [(distance, -near[word], word) for word, distance, _ in matches]
    return min(likely)[2] if likely else None
