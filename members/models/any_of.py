"""Keys by the hundred in a question: one parameter, where `in` takes one for each.

Somebody belongs to hundreds of groups, and what she may see asks for them several times over.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey, Lookup


@ForeignKey.register_lookup
class AnyOf(Lookup):
    """`group__any_of=keys`: what `group__in=keys` finds. Postgres plans both alike."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        right, keys = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right}::bigint[])", [*params, *keys]
