"""What else is about the same: things that share marks with a thing in the index.

Rooms call `alike` and load what it names through their own `visible_to` as a second lock.
"""

from collections.abc import Sequence

from django.db import connection

from members.search import lexemes
from members.search.lexemes import all_of, any_of, quoted
from members.search.planner import Values

MOST_WEIGHED = 200  # candidates, first those that share all the values

# The query is handed over by a sub-select so that the planner does not know it: it then expects
# few rows and reads the text index. Where it knows that many have the mark, it reads the table
# and opens every vector on the way.
_ALIKE = """
WITH held AS (SELECT array_agg(id) AS marks FROM search_mark WHERE name = ANY(%s)),
sought AS (SELECT array_agg(id) AS marks FROM search_mark WHERE name = ANY(%s)),
own AS (SELECT marks FROM search_row WHERE kind = %s AND object_id = %s AND part = 0),
candidate AS (
    SELECT DISTINCT * FROM (SELECT * FROM ({tiers}) AS tier LIMIT {most}) AS drawn
)
SELECT candidate.object_id FROM candidate, own, sought, LATERAL (
    SELECT count(*) FILTER (WHERE mark = ANY(sought.marks)) AS of_the_facet, count(*) AS of_all
    FROM unnest(candidate.marks) AS mark WHERE mark = ANY(own.marks)
) AS shared
ORDER BY of_the_facet DESC, of_all DESC, added_at DESC, object_id DESC
LIMIT %s
"""
_TIER = """(
    SELECT object_id, marks, added_at FROM search_row
    WHERE vector @@ (SELECT %s::tsquery) AND part = 0 AND kind = %s AND object_id <> %s
        AND marks && (SELECT marks FROM held)
    LIMIT {most}
)"""


def alike(
    kind: str,
    object_id: int,
    *,
    facet: str,
    values: Sequence[str],
    asker: frozenset[str],
    limit: int,
) -> list[int]:
    """Things of one kind, open to the asker, that share a value of the facet; the nearest first.

    Near is what shares most of these values, then most of all facets. One statement; a thing
    without values, or that is not in the index itself, is like nothing.
    """
    names = [lexemes.facet(facet, value) for value in values]
    wanted = [quoted(lexemes.mark(name)) for name in names]
    if not wanted:
        return []
    every, some = all_of(wanted), any_of(wanted)
    # Not "some and not every": for a "not" the index has every vector opened.
    queries = [every] if every == some else [every, some]
    tier = _TIER.format(most=MOST_WEIGHED)
    statement = _ALIKE.format(tiers=" UNION ALL ".join([tier] * len(queries)), most=MOST_WEIGHED)
    keys = [lexemes.access(token) for token in asker]
    parameters: Values = [keys, names, kind, object_id]
    for query in queries:
        parameters += [query, kind, object_id]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, limit])
        return [pk for (pk,) in cursor.fetchall()]
