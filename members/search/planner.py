"""How Postgres is asked: with the keys of the asker, and without the plans that do not serve.

`plan`, `find` and `suggestions` import it.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from members.search import lexemes
from members.search.entries import MEMBERS, PUBLIC

Values = list[Any]  # the parameters of a statement


@dataclass(frozen=True)
class Keys:
    """The numbers of the marks that open something to the asker."""

    usual: tuple[int, ...]  # public and members: they open nearly everything, and are tried first
    own: tuple[int, ...]
    giving_way: tuple[int, ...] = ()  # on each row that gives way to a fuller one for some …
    to_fuller: tuple[int, ...] = ()  # … and on those that do so for her

    def where(self, *, twofold: bool = True) -> tuple[str, Values]:
        """The condition that stands in every statement that reads rows, with its parameters.

        It is not asked of the text index, which takes its time over the two hundred keys of
        somebody who belongs to two hundred groups. Who has no key finds nothing. Where nothing
        has two entries, it need not be asked which one is hers.
        """
        held = [list(keys) for keys in (self.usual, self.own) if keys]
        if not held:
            return "false", []
        where, values = f"({' OR '.join(['marks && %s::int[]'] * len(held))})", list(held)
        if self.to_fuller and twofold:
            where += " AND (NOT marks && %s::int[] OR NOT marks && %s::int[])"
            values += [list(self.giving_way), list(self.to_fuller)]
        return where, values


@dataclass(frozen=True)
class Opened:
    """What an asker begins with: her keys, and what was asked along with them."""

    keys: Keys
    rows: list[dict[str, Any]]
    marks: Mapping[str, int] = field(default_factory=dict)  # by name, of those asked for


def _keys(held: Mapping[str, int]) -> Keys:
    """By the names of the marks that were found."""
    usual = [held[name] for name in map(lexemes.access, (PUBLIC, MEMBERS)) if name in held]
    own = {number for name, number in held.items() if name.startswith(lexemes.access(""))}
    giving_way = [held[name] for name in (lexemes.fuller(""),) if name in held]
    fuller = {number for name, number in held.items() if name.startswith(lexemes.fuller(""))}
    to_fuller = fuller - {*giving_way}
    return Keys(
        tuple(usual), tuple(sorted(own - {*usual})), tuple(giving_way), tuple(sorted(to_fuller))
    )


@contextmanager
def planned(
    asker: Collection[str],
    *,
    also: tuple[str, Values] | None = None,
    twofold: bool = False,
    marks: Collection[str] = (),
) -> Iterator[Opened]:
    """For the statements inside: no reading of whole tables, no compiled, no parallel plans.

    Postgres does not price the opening of vectors and would rather open them all. Compiling costs
    more than a page takes, and parallel workers would shuffle what a limit cuts off. The statement
    that says so also fetches the keys, the numbers of other marks, and the rows of another query
    that is handed in. `twofold`: of things with two entries, only the fuller one that she may see
    is read.
    """
    inside = connection.in_atomic_block
    names = [lexemes.access(token) for token in asker]
    fuller = [lexemes.fuller(token) for token in ("", *asker)] if twofold else []
    query, values = also or ("SELECT NULL WHERE false", [])
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"  # noqa: S608
            " set_config('max_parallel_workers_per_gather', '0', true),"
            " (SELECT json_object_agg(name, id) FROM search_mark WHERE name = ANY(%s)),"
            f" (SELECT json_agg(row) FROM ({query}) AS row)",
            [[*names, *fuller, *(mark for mark in marks if "\0" not in mark)], *values],
        )
        *_settings, held, rows = cursor.fetchone()
        keys = _keys(held or {})
        yield Opened(keys, rows or [], held or {})
        if inside:
            cursor.execute(
                "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT;"
                " SET LOCAL max_parallel_workers_per_gather TO DEFAULT"
            )
