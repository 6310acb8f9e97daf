"""How many things are hit, and how many of each facet. Only `find` imports it.

Counted exactly up to 5,000 rows; of more, the first 5,000 are counted and scaled to an estimate,
and so where a phrase may stand in more rows than are opened to look.
The numbers of the facets are counted in Python on packed bytes: a third of the time that
unnesting and grouping takes.
"""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db import connection

from members.search import kept
from members.search.found import Amount
from members.search.models import Mark
from members.search.plan import MOST_OPENED, Plan
from members.search.planner import Values

EXACT = 5_000
EXACT_OF_A_KIND = 1_000  # where several kinds are searched
MOST_LIFTED = 3  # facets whose own filter is lifted for their own counts

# A thing may be hit in several of its rows; in a list without words it stands with its first.
_THINGS = """
SELECT %s, count(*), coalesce(sum(rows), 0), string_agg(packed, ''::bytea) FROM (
    SELECT count(*) AS rows, packed
    FROM (SELECT kind, object_id, packed {rows} LIMIT {limit}) AS hit
    GROUP BY kind, object_id, packed
) AS thing
"""
# Of several kinds only the things are counted.
_OF_A_KIND = """
SELECT %s AS kind, count(*) AS things, coalesce(sum(rows), 0) AS rows FROM (
    SELECT count(*) AS rows FROM (SELECT object_id {rows} LIMIT {limit}) AS hit GROUP BY object_id
) AS thing
"""
_ROWS = """
SELECT %s, count(*), count(*), string_agg(packed, ''::bytea)
FROM (SELECT packed {rows} LIMIT {limit}) AS hit
"""
# The index of this order is read as far as the limit: the newest lie side by side.
_NEWEST = " ORDER BY added_at DESC, object_id DESC"

_TIMES = itemgetter(1)
# The names of marks never change and their numbers are not given twice, so that what a process
# has read once stays true.
_names: dict[int, tuple[str, str]] = {}  # by number the facet and its value


@dataclass
class Counts:
    """The number of things, whether it is an estimate, and the facets."""

    total: int = 0
    about: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def of_kinds(plans: Sequence[Plan]) -> tuple[str, Values]:
    """The query that counts the things of each kind, to be asked along with the ranking."""
    asked = [(plan.kind, *plan.rows(plan.anywhere)) for plan in plans]
    statement = " UNION ALL ".join(
        _OF_A_KIND.format(rows=rows, limit=EXACT_OF_A_KIND + 1) for _kind, rows, _values in asked
    )
    return statement, [value for kind, _rows, own in asked for value in (kind, *own)]


def amounts(plans: Sequence[Plan], counted: Sequence[Mapping[str, Any]]) -> dict[str, Amount]:
    """From the rows of that query. Where it stopped counting, there are more."""
    rows = {row["kind"]: row for row in counted}
    return {
        kind: Amount(
            total=rows[kind]["things"], more=rows[kind]["rows"] > EXACT_OF_A_KIND or plan.is_cut
        )
        for plan in plans
        if (kind := plan.kind)
    }


@dataclass(frozen=True)
class _Doubtful:
    """Rows of which there may be more than those that were looked at."""

    rows: tuple[str, Values]
    looked_at: int
    maybe_exact: bool


@dataclass
class _Counted:
    """Of one question: the number of things, whether it is an estimate, and all facets."""

    total: int
    about: bool
    facets: dict[str, list[tuple[str, int]]]


def count(plan: Plan) -> Counts:
    """Count in one statement, and estimate in another where there are more than 5,000."""
    lifted = list(plan.filters)[:MOST_LIFTED]
    asked = {name: plan.rows(plan.anywhere, lifted=name) for name in ["", *lifted]}
    counted: dict[str, _Counted | None] = {name: kept.of(str(asked[name])) for name in asked}
    if missing := {name: asked[name] for name, found in counted.items() if found is None}:
        counted |= _count(plan, missing)
    found = {name: one for name, one in counted.items() if one}
    counts = Counts(found[""].total, found[""].about)
    counts.facets = {n: [*v] for n, v in found[""].facets.items() if n not in lifted}
    counts.facets |= {n: [*found[n].facets[n]] for n in lifted if n in found[n].facets}
    return counts


def _count(plan: Plan, asked: dict[str, tuple[str, Values]]) -> dict[str, _Counted]:
    statement = " UNION ALL ".join(
        (_THINGS if plan.anywhere or plan.only else _ROWS).format(
            rows=rows + _NEWEST * plan.is_whole(name), limit=EXACT + 1
        )
        for name, (rows, _values) in asked.items()
    )
    values = [value for name, (_rows, own) in asked.items() for value in (name, *own)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        read = {name: rest for name, *rest in cursor.fetchall()}
    scales = _scales(_doubtful(plan, {name: int(rows) for name, (_, rows, _) in read.items()}))
    counted = {}
    for name, (things, _rows, packed) in read.items():
        scale = scales.get(name, 1.0)
        one = _Counted(round(things * scale), name in scales, _facets(packed, scale))
        if one.about:
            kept.keep(str(asked[name]), one)
        counted[name] = one
    return counted


def _doubtful(plan: Plan, counted: Mapping[str, int]) -> dict[str, _Doubtful]:
    """By lifted facet, what is not counted to its end, or may not be."""
    return {
        name: _Doubtful(
            plan.expected(lifted=name),
            MOST_OPENED if plan.scattered else rows,
            rows <= EXACT,
        )
        for name, rows in counted.items()
        if plan.scattered or rows > EXACT
    }


def _scales(doubtful: Mapping[str, _Doubtful]) -> dict[str, float]:
    """By how much what was counted is too little; what is exact after all is left out.

    How many rows there are is what Postgres expects, from what it knows of frequent words and
    marks: one statement that reads none of them.
    """
    if not doubtful:
        return {}
    statement = " UNION ALL ".join(f"(SELECT 1 {one.rows[0]})" for one in doubtful.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) {statement}",
            [value for one in doubtful.values() for value in one.rows[1]],
        )
        root = cursor.fetchone()[0][0]["Plan"]
    plans = [root] if len(doubtful) == 1 else root.get("Plans", [])
    expected = dict(zip(doubtful, (one["Plan Rows"] for one in plans), strict=False))
    return {
        name: max(1.0, expected.get(name, 0) / one.looked_at)
        for name, one in doubtful.items()
        if not one.maybe_exact or expected.get(name, 0) > one.looked_at
    }


def _facets(packed: bytes | None, scale: float) -> dict[str, list[tuple[str, int]]]:
    numbers = array("I")
    numbers.frombytes(bytes(packed or b""))
    counted = Counter(numbers)
    if missing := counted.keys() - _names.keys():
        for number, name in Mark.objects.filter(id__in=missing).values_list("id", "name"):
            facet, _, value = name.partition(":")
            _names[number] = (facet, value)
    facets: dict[str, list[tuple[str, int]]] = {}
    for number, times in counted.items():
        name, value = _names.get(number, ("", ""))
        if value:
            facets.setdefault(name, []).append((value, max(1, round(times * scale))))
    for values in facets.values():
        values.sort()
        values.sort(key=_TIMES, reverse=True)
    return facets
