"""Lists without words. Only `find` imports it.

A list that most things belong to is read along the index of its order until the page is full;
a short one is fetched whole and sorted. Which of the two, the count has already told.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from members.search import lexemes
from members.search.counting import Counts
from members.search.plan import Plan
from members.search.ranking import ORDERS, Ranked

_LACKING = "(SELECT coalesce(array_agg(id), '{}') FROM search_mark WHERE name = ANY(%s))"


def listed(
    plan: Plan,
    counts: Counts,
    sort: str,
    *,
    asker: Iterable[str],
    kind: str | None,
    filters: Mapping[str, Sequence[str]],
    offset: int,
    limit: int,
) -> list[Ranked]:
    """A page of the list, in one statement."""
    conditions: list[str] = ["part = 0"]
    values: list[str | list[str]] = []
    if kind:
        conditions.append("kind = %s")
        values.append(kind)
    if counts.about:
        wanted = [[lexemes.access(token) for token in asker]]
        wanted += [[lexemes.facet(name, value) for value in filters[name]] for name in plan.filters]
        for names in wanted:
            conditions.append(f"marks && {_LACKING}")
            values.append(names)
    else:
        conditions.append("vector @@ %s::tsquery")
        values.append(plan.asked(""))
    statement = f"""
        SELECT kind, object_id, id, 0::float FROM search_row WHERE {" AND ".join(conditions)}
        ORDER BY {", ".join(ORDERS[sort])} LIMIT %s OFFSET %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]
