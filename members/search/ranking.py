"""The order of the hits. Only `find` imports it.

Ranking everything that a common word hits would take a second: candidates are drawn in tiers,
first what has all the words in its title, then in its metadata, then anywhere, and only those
are scored, on a small vector of the metadata and the body's weightiest stems. Ties are broken by
number, so that turning pages neither repeats nor skips.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from members.search.lexemes import all_of
from members.search.plan import Plan
from members.search.planner import Values

MOST_RANKED = 1_000  # rows
MOST_TURNED = 500  # of the things they stand for: a thing may be hit in several rows
USUAL_ROWS = 4  # of a thing
MOST_TIERED = 8  # groups; what has even more words in its title needs no help to come first

ORDERS = {
    "newest": ("year DESC NULLS LAST", "object_id DESC"),
    "oldest": ("year ASC NULLS LAST", "object_id ASC"),
    "title": ("sort_title ASC", "object_id ASC"),
    "added": ("added_at DESC", "object_id DESC"),
}


@dataclass
class Ranked:
    """A row that stands for a hit."""

    kind: str
    object_id: int
    row_id: int
    score: float


def ranked(plan: Plan, *, offset: int, limit: int) -> list[Ranked]:
    """Hits by how well they answer; no more than `MOST_RANKED` rows are put in an order."""
    tiers = [""]
    if 0 < len(plan.sought) <= MOST_TIERED:
        tiers = [
            plan.in_title,
            all_of([plan.in_metadata, f"!{plan.in_title}"]),
            f"!{plan.in_metadata}",
        ]
    rows = [plan.rows(plan.anywhere, also=tier) for tier in tiers]
    if plan.in_a_row is not None:  # in the order of the tiers already
        rows = [("FROM search_row WHERE id = ANY(%s)", [plan.in_a_row[:MOST_RANKED]])]
    return _scored(plan, rows, offset, limit)


def closest(plan: Plan, *, limit: int) -> list[Ranked]:
    """What has some of the words, by how many and how telling they are."""
    return _scored(plan, [plan.rows(plan.any_word)], 0, limit)


def _scored(
    plan: Plan, tiers: Sequence[tuple[str, Values]], offset: int, limit: int
) -> list[Ranked]:
    """Per term: its weight times the root of what Postgres makes of its places in the core."""
    columns = "kind, object_id, id, prior, core"
    # Joined with nothing, a vector is fetched from outside the row once, not once for each term;
    # which costs as much as fetching it three times.
    opened = columns
    if len(plan.weighed) > 3:
        opened = columns.replace("core", "core || ''::tsvector AS core")
    candidates = " UNION ALL ".join(
        f"(SELECT {columns} {rows} LIMIT {MOST_RANKED})" for rows, _ in tiers
    )
    score = "".join([" + %s * sqrt(ts_rank(core, %s::tsquery, 1))"] * len(plan.weighed))
    statement = f"""
        WITH candidate AS MATERIALIZED (
            SELECT {columns} FROM ({candidates}) AS tier LIMIT {MOST_RANKED}
        ), scored AS (
            SELECT DISTINCT ON (kind, object_id) kind, object_id, id, score
            FROM (
                SELECT kind, object_id, id, prior{score} AS score
                FROM (SELECT {opened} FROM candidate OFFSET 0) AS opened
            ) AS each
            ORDER BY kind, object_id, score DESC, id
        )
        SELECT kind, object_id, id, score FROM scored
        ORDER BY score DESC, object_id DESC, kind LIMIT %s OFFSET %s
    """  # noqa: S608
    values = [value for _, own in tiers for value in own]
    values += [value for term in plan.weighed for value in (term.weight, term.wanted)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]


def in_order(plan: Plan, sort: str, *, total: int, offset: int, limit: int) -> list[Ranked]:
    """Of so many hits, a page by year, title or day of arrival; one row stands for each thing.

    The rows of a thing follow each other in any order, so that the first few rows hold the page;
    only where things have very many rows all hits are put in order.
    """
    found = _in_order(plan, sort, offset, limit, drawn=(offset + limit) * USUAL_ROWS)
    if len(found) == min(limit, total - offset):
        return found
    return _in_order(plan, sort, offset, limit, drawn=None)


def _in_order(plan: Plan, sort: str, offset: int, limit: int, *, drawn: int | None) -> list[Ranked]:
    first, second = ORDERS[sort]
    rows, values = plan.rows(plan.anywhere)
    statement = f"""
        SELECT kind, object_id, id, 0::float FROM (
            SELECT DISTINCT ON (kind, object_id) * FROM (
                SELECT kind, object_id, id, part, {first.split()[0]}
                {rows} ORDER BY {first}, {second}, kind LIMIT %s
            ) AS drawn ORDER BY kind, object_id, part DESC
        ) AS thing ORDER BY {first}, {second}, kind LIMIT %s OFFSET %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, drawn, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]
