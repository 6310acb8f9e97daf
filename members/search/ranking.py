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
from members.search.plan import Plan, Weighed

MOST_RANKED = 1_000

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
    """Hits by how well they answer; no more than `MOST_RANKED` are put in an order."""
    tiers = [plan.asked(plan.anywhere)]
    if plan.weighed:
        title = all_of([plan.in_title, plan.anywhere])
        metadata = all_of([plan.in_metadata, plan.anywhere])
        tiers = [
            plan.asked(title),
            plan.asked(all_of([metadata, f"!{plan.in_title}"])),
            plan.asked(all_of([plan.anywhere, f"!{plan.in_metadata}"])),
        ]
    return _scored(tiers, plan.weighed, offset, limit)


def closest(plan: Plan, *, limit: int) -> list[Ranked]:
    """What has some of the words, by how many and how telling they are."""
    return _scored([plan.asked(plan.any_word)], plan.weighed, 0, limit)


def _scored(
    tiers: Sequence[str], weighed: Sequence[Weighed], offset: int, limit: int
) -> list[Ranked]:
    """Per term: its weight times the root of what Postgres makes of its places in the core.

    Joining with an empty vector opens the stored one once instead of once a term.
    """
    candidates = " UNION ALL ".join(
        [f"(SELECT id FROM search_row WHERE vector @@ %s::tsquery LIMIT {MOST_RANKED})"]  # noqa: S608
        * len(tiers)
    )
    score = " + ".join(["prior", *["%s * sqrt(ts_rank(core, %s::tsquery, 1))"] * len(weighed)])
    statement = f"""
        WITH candidate AS MATERIALIZED (
            SELECT id FROM ({candidates}) AS tier LIMIT {MOST_RANKED}
        ), opened AS MATERIALIZED (
            SELECT search_row.id, kind, object_id, prior, core || ''::tsvector AS core
            FROM candidate JOIN search_row USING (id)
        ), scored AS (
            SELECT DISTINCT ON (kind, object_id) kind, object_id, id, score
            FROM (SELECT kind, object_id, id, {score} AS score FROM opened) AS each
            ORDER BY kind, object_id, score DESC, id
        )
        SELECT kind, object_id, id, score FROM scored
        ORDER BY score DESC, object_id DESC, kind LIMIT %s OFFSET %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        values = [value for term in weighed for value in (term.weight, term.wanted)]
        cursor.execute(statement, [*tiers, *values, limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]


def in_order(plan: Plan, sort: str, *, offset: int, limit: int) -> list[Ranked]:
    """Hits by year, title or day of arrival; one row stands for each thing."""
    first, second = ORDERS[sort]
    key = first.split()[0]
    statement = f"""
        SELECT kind, object_id, id, 0::float FROM (
            SELECT DISTINCT ON (kind, object_id) kind, object_id, id, {key}
            FROM search_row WHERE vector @@ %s::tsquery ORDER BY kind, object_id, part DESC
        ) AS thing ORDER BY {first}, {second}, kind LIMIT %s OFFSET %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [plan.asked(plan.anywhere), limit, offset])
        return [Ranked(*row) for row in cursor.fetchall()]
