"""The tree of groups as a list. Pure: knows keys, and no table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .models import Group


@dataclass
class Branch:
    group: Group
    below: list[Branch] = field(default_factory=list)


def from_the_top(rows: Sequence[tuple[int, int | None]]) -> list[int]:
    """Keys in the order of the tree, each followed by what is below it.

    `rows` are pairs of a key and its parent's, siblings in their order. What hangs under a key
    that is not among them stands at the top, after what has no parent.
    """
    known = {pk for pk, _parent in rows}
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in sorted(rows, key=lambda row: row[1] is not None):
        children[parent if parent in known else None].append(pk)
    order: list[int] = []
    waiting = children[None][::-1]
    while waiting:
        pk = waiting.pop()
        order.append(pk)
        waiting += children[pk][::-1]
    return order


def nested(groups: Iterable[Group]) -> list[Branch]:
    """Groups in the order of the tree as branches; those whose parent is not there are tops."""
    branches: dict[int, Branch] = {}
    tops: list[Branch] = []
    for group in groups:
        branch = branches[group.pk] = Branch(group)
        above = branches.get(group.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops
