"""How many things are hit, and how many of each facet. Only `find` imports it.

Counted exactly up to 5,000 rows; of more, the first 5,000 are counted and scaled to an estimate.
The numbers of the facets are counted in Python on packed bytes: a third of the time that
unnesting and grouping takes.
"""

from array import array
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

from members.search.models import Mark
from members.search.plan import Plan

EXACT = 5_000
MOST_LIFTED = 3  # facets whose own filter is lifted for their own counts

_SAMPLE = """
SELECT %s, count(*), sum(rows), string_agg(packed, ''::bytea), CASE WHEN sum(rows) > {exact}
    THEN (SELECT count(*) FROM search_row WHERE vector @@ %s::tsquery {only}) END
FROM (
    SELECT count(*) AS rows, packed FROM (
        SELECT kind, object_id, packed FROM search_row
        WHERE vector @@ %s::tsquery {only} LIMIT {exact} + 1
    ) AS hit GROUP BY kind, object_id, packed
) AS thing
"""

# The names of marks never change and their numbers are not given twice, so that what a process
# has read once stays true.
_names: dict[int, str] = {}


@dataclass
class Counts:
    """The number of things, whether it is an estimate, and the facets."""

    total: int = 0
    about: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def count(plan: Plan) -> Counts:
    """Count everything in one statement."""
    lifted = list(plan.filters)[:MOST_LIFTED]
    only = "" if plan.anywhere else "AND part = 0"
    sample = _SAMPLE.format(only=only, exact=EXACT)
    asked = {"": plan.asked(plan.anywhere)}
    asked |= {name: plan.asked(plan.anywhere, lifted=name) for name in lifted}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([sample] * len(asked)),
            [value for name, query in asked.items() for value in (name, query, query)],
        )
        rows = {name: rest for name, *rest in cursor.fetchall()}
    counts = Counts()
    for name, (things, sampled, packed, rows_in_all) in rows.items():
        scale = 1 if rows_in_all is None else rows_in_all / int(sampled)
        if not name:
            counts.total, counts.about = round(things * scale), rows_in_all is not None
        for facet, values in _facets(packed, scale).items():
            if facet == name or (not name and facet not in lifted):
                counts.facets[facet] = values
    return counts


def _facets(packed: bytes | None, scale: float) -> dict[str, list[tuple[str, int]]]:
    numbers = array("I")
    numbers.frombytes(bytes(packed or b""))
    counted = Counter(numbers)
    if missing := counted.keys() - _names.keys():
        _names.update(Mark.objects.filter(id__in=missing).values_list("id", "name"))
    facets: dict[str, list[tuple[str, int]]] = {}
    for number, times in counted.items():
        name, _, value = _names.get(number, "").partition(":")
        if value:
            facets.setdefault(name, []).append((value, max(1, round(times * scale))))
    return {
        name: sorted(values, key=lambda pair: (-pair[1], pair[0]))
        for name, values in facets.items()
    }
