"""The order of the hits. Only `find` imports it.

Ranking everything that a common word hits would take a second: candidates are drawn in tiers,
first what has all the words in its title, then in its metadata, then anywhere, and only those
are scored, on a small vector of the metadata and the body's weightiest stems. Where several kinds
are searched together, each may send as many. Ties are broken by number, so that turning pages
neither repeats nor skips.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from members.search.counting import Counts
from members.search.entries import PIECED
from members.search.plan import Plan
from members.search.planner import Values

MOST_RANKED = 1_000  # rows
MOST_TURNED = 500  # of the things they stand for: a thing may be hit in several rows
TIMES_DRAWN = 4  # as many, of what may be hit in very many rows, so that one thing fills no page
USUAL_ROWS = (4, 40)  # of a thing; at first, and where that was too few
MOST_TIERED = 8  # groups; what has even more words in its title needs no help to come first
PASSAGE_ROWS = 3  # of a thing, its best ones, in which a passage is looked for

ORDERS = {
    "newest": ("year DESC NULLS LAST", "object_id DESC"),
    "oldest": ("year ASC NULLS LAST", "object_id ASC"),
    "title": ("sort_title ASC", "object_id ASC"),
    "added": ("added_at DESC", "object_id DESC"),
}
_COLUMNS = "kind, object_id, piece, id, prior, core"


@dataclass
class Ranked:
    """A hit, with the piece that answers best and the rows that do so, the best first."""

    kind: str
    object_id: int
    piece: int
    rows: list[int]
    score: float


@dataclass
class Ranking:
    """A page of hits, how many were put in an order at all, and what was asked beside."""

    hits: list[Ranked]
    things: int
    beside: list[dict[str, Any]]


def ranked(
    plans: Sequence[Plan], *, offset: int, limit: int, beside: tuple[str, Values] | None = None
) -> Ranking:
    """Hits by how well they answer; no more than `MOST_RANKED` rows are put in an order.

    The rows of another query that is handed in come along.
    """
    most = MOST_RANKED // len(plans)
    drawn = []
    for plan in plans:
        tiers = plan.tiers if 0 < len(plan.sought) <= MOST_TIERED else [""]
        rows = [plan.rows(plan.anywhere, also=tier) for tier in tiers]
        if plan.in_a_row is not None:  # in the order of the tiers already
            rows = [(f"FROM {plan.table} WHERE id = ANY(%s)", [plan.in_a_row[:most]])]
        drawn.append(_drawn(plan, rows, most))
    return _scored(plans[0], drawn, offset, limit, beside)


def closest(plans: Sequence[Plan], *, limit: int) -> list[Ranked]:
    """What has some of the words, by how many and how telling they are."""
    most = MOST_RANKED // len(plans)
    drawn = [_drawn(plan, [plan.rows(plan.any_word)], most) for plan in plans]
    return _scored(plans[0], drawn, 0, limit).hits


def _drawn(plan: Plan, tiers: Sequence[tuple[str, Values]], most: int) -> tuple[str, Values]:
    """The candidates of a kind: of things with pieces a row of each, then a second one …"""
    times = TIMES_DRAWN if plan.kind in PIECED else 1
    candidates = " UNION ALL ".join(
        f"(SELECT {_COLUMNS}, {tier} AS tier {rows} LIMIT {most * times})"
        for tier, (rows, _values) in enumerate(tiers)
    )
    values = [value for _rows, own in tiers for value in own]
    statement = f"SELECT * FROM ({candidates}) AS tiers LIMIT {most * times}"  # noqa: S608
    if times > 1:
        nth = "row_number() OVER (PARTITION BY object_id ORDER BY tier)"
        statement = (
            f"SELECT {_COLUMNS}, tier FROM (SELECT *, {nth} AS nth FROM ({statement}) AS every)"  # noqa: S608
            f" AS numbered ORDER BY tier, nth LIMIT {most}"
        )
    return statement, values


def _scored(
    plan: Plan,
    drawn: Sequence[tuple[str, Values]],
    offset: int,
    limit: int,
    beside: tuple[str, Values] | None = None,
) -> Ranking:
    """Per term: its weight times the root of what Postgres makes of its places in the core."""
    # Joined with nothing, a vector is fetched from outside the row once, not once for each term;
    # which costs as much as fetching it three times.
    opened = _COLUMNS
    if len(plan.weighed) > 3:
        opened = _COLUMNS.replace("core", "core || ''::tsvector AS core")
    candidates = " UNION ALL ".join(f"({statement})" for statement, _values in drawn)
    also, its_values = beside or ("SELECT NULL WHERE false", [])
    score = "".join([" + %s * sqrt(ts_rank(core, %s::tsquery, 1))"] * len(plan.weighed))
    statement = f"""
        WITH candidate AS MATERIALIZED ({candidates}), scored AS (
            SELECT kind, object_id, (array_agg(piece ORDER BY score DESC, id))[1] AS piece,
                (array_agg(id ORDER BY score DESC, id))[:{PASSAGE_ROWS}] AS ids, max(score) AS score
            FROM (
                SELECT kind, object_id, piece, id, prior{score} AS score
                FROM (SELECT {opened} FROM candidate OFFSET 0) AS opened
            ) AS each
            GROUP BY kind, object_id
        )
        SELECT things, (SELECT json_agg(row) FROM ({also}) AS row),
            kind, object_id, piece, ids, score
        FROM (SELECT count(*) AS things FROM scored) AS every LEFT JOIN (
            SELECT * FROM scored ORDER BY score DESC, object_id DESC, kind LIMIT %s OFFSET %s
        ) AS page ON true
        ORDER BY score DESC, object_id DESC, kind
    """  # noqa: S608
    values = [value for _statement, own in drawn for value in own]
    values += [value for term in plan.weighed for value in (term.weight, term.wanted)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *its_values, limit, offset])
        rows = cursor.fetchall()
    hits = [Ranked(*row) for _things, _beside, *row in rows if row[0]]
    return Ranking(hits, rows[0][0], rows[0][1] or [])


def in_order(plan: Plan, sort: str, counts: Counts, *, offset: int, limit: int) -> list[Ranked]:
    """Of so many hits, a page by year, title or day of arrival; one row stands for each thing.

    A thing that is hit in several pieces stands where the first of them does. The rows of a thing
    mostly follow each other, so that the first few rows hold the page; only where things have
    very many rows all hits are put in order.
    """
    rows = plan.rows(plan.anywhere)
    if sort == "added" and plan.kind in PIECED and counts.about:
        # The pieces are read along the index of their days, which ends long before those that
        # only a record of its thing would add.
        rows = f"{rows[0]} AND piece > 0", rows[1]
    for times in USUAL_ROWS:
        found = _in_order(rows, sort, offset, limit, drawn=(offset + limit) * times)
        if len(found) == min(limit, counts.total - offset):
            return found
    return _in_order(rows, sort, offset, limit, drawn=None)


def _in_order(
    asked: tuple[str, Values], sort: str, offset: int, limit: int, *, drawn: int | None
) -> list[Ranked]:
    first, second = ORDERS[sort]
    rows, values = asked
    statement = f"""
        SELECT kind, object_id, piece, ARRAY[id], 0::float FROM (
            SELECT DISTINCT ON (kind, object_id) * FROM (
                SELECT kind, object_id, id, part, piece, {first.split()[0]}
                {rows} ORDER BY {first}, {second}, kind LIMIT %s
            ) AS drawn ORDER BY kind, object_id, {first}, piece DESC, part DESC
        ) AS thing ORDER BY {first}, {second}, kind LIMIT %s OFFSET %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, drawn, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]
