"""Lists without words. Only `find` imports it.

A list that most things belong to is read along the index of its order until the page is full;
a short one is fetched whole and sorted. Which of the two, the count has already told.
"""

from collections.abc import Mapping, Sequence

from django.db import connection

from members.search import lexemes
from members.search.counting import Counts
from members.search.plan import Plan
from members.search.planner import Values
from members.search.ranking import ORDERS, Ranked


def listed(
    plan: Plan,
    counts: Counts,
    sort: str,
    *,
    filters: Mapping[str, Sequence[str]],
    offset: int,
    limit: int,
) -> list[Ranked]:
    """A page of the list, in one statement."""
    rows, values = _along_the_order(plan, filters) if counts.about else plan.rows("")
    statement = f"""
        SELECT kind, object_id, piece, ARRAY[id], 0::float {rows}
        ORDER BY {", ".join(ORDERS[sort])}, kind LIMIT %s OFFSET %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]


def _along_the_order(plan: Plan, filters: Mapping[str, Sequence[str]]) -> tuple[str, Values]:
    """Rows with conditions that are read off the row itself, and none of the text index."""
    where, values = plan.keys.where()
    conditions = ["part = 0", where]
    if plan.kind:
        # As the indexes of the orders begin with it.
        conditions.append("kind = %s")
        values.append(plan.kind)
    for name in plan.filters:
        conditions.append("marks && (SELECT array_agg(id) FROM search_mark WHERE name = ANY(%s))")
        values.append([lexemes.facet(name, value) for value in filters[name]])
    return f"FROM {plan.table} WHERE {' AND '.join(conditions)}", values
