"""What has come into the index since somebody last looked, for many questions at once.

Rooms call `arrivals` and load what it names through their own `visible_to` as a second lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import connection

from members.search import lexemes
from members.search.plan import MOST_OPENED, Plan, lookup, make, together
from members.search.planner import Values, planned
from members.search.query import read


@dataclass(frozen=True, slots=True)
class Followed:
    """A question, and the moment since when its answers are new."""

    words: str
    since: datetime
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exactly: bool = False


# What is new is read off the index of the days, narrow rows only; and of the newest of it, never
# of all that the words would find, the vectors are opened: who looks often has little to open.
_NEW = """
SELECT object_id, added_at FROM search_row
WHERE kind = %s AND part = 0 AND added_at > %s AND {keys} {facets}
ORDER BY added_at DESC, object_id DESC LIMIT {most}
"""
_WITH_WORDS = """
AND EXISTS (
    SELECT FROM search_row AS held
    WHERE held.kind = %s AND held.object_id = arrived.object_id AND {keys}
        AND held.vector @@ %s::tsquery
)
"""
_FACET = "AND marks && (SELECT array_agg(id) FROM search_mark WHERE name = ANY(%s))"


def arrivals(
    followed: Sequence[Followed],
    *,
    asker: frozenset[str],
    kind: str,
    limit: int,
    languages: Sequence[str] = (),
) -> list[list[int]]:
    """For each question the things that are new to the asker, the newest first, at most `limit`.

    Two statements for however many questions; none without a question. Where thousands have
    come in since she looked, the newest 2,000 are searched for the words.
    """
    if not followed:
        return []
    found: list[list[int]] = [[] for _one in followed]
    queries = [read(one.words, exactly=one.exactly) for one in followed]
    lookups = [lookup(query, languages) for query in queries]
    with planned(asker, also=together(lookups)) as opened:
        plans = [
            make(
                query,
                opened=replace(opened, rows=[dict(row) for row in opened.rows]),
                looked_up=looked_up,
                kind=kind,
                filters=one.filters,
                languages=languages,
            )
            for query, looked_up, one in zip(queries, lookups, followed, strict=True)
        ]
        asked = [
            _asked(number, plan, one, kind, limit)
            for number, (plan, one) in enumerate(zip(plans, followed, strict=True))
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(statement for statement, _values in asked),
                [value for _statement, values in asked for value in values],
            )
            for number, object_id in cursor.fetchall():
                found[number].append(object_id)
    return found


def _asked(number: int, plan: Plan, one: Followed, kind: str, limit: int) -> tuple[str, Values]:
    """One branch of the statement, with its parameters in their order."""
    where, held = plan.keys.where()
    names = [
        [lexemes.facet(name, value) for value in values]
        for name, values in one.filters.items()
        if values
    ]
    new = _NEW.format(keys=where, facets=_FACET * len(names), most=MOST_OPENED)
    words = _WITH_WORDS.format(keys=where) if plan.anywhere else ""
    sought = [kind, *held, plan.anywhere] if plan.anywhere else []
    statement = f"""(
        WITH arrived AS MATERIALIZED ({new})
        SELECT %s::int, object_id FROM arrived WHERE true {words}
        ORDER BY added_at DESC, object_id DESC LIMIT %s
    )"""  # noqa: S608 - of our own texts; what people typed are its parameters
    return statement, [kind, one.since, *held, *names, number, *sought, limit]
