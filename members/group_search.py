"""How a group becomes an entry of the index, and a line where it is found.

Whoever changes a group calls `index`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import Truncator, capfirst

from .access import group_lexeme
from .models import Group, Member, Visibility
from .search import index as index_of_all
from .search.entries import Entry, Words
from .search.found import Hit
from .search.models import Row

KIND = "group"
PURPOSE_WORDS = 30


def index(groups: Iterable[Group]) -> None:
    """Renew their entries, and those of the groups below, in the transaction of the caller.

    What stands under a hidden group is hidden with it.
    """
    changed = Group.objects.with_those_below([one.pk for one in groups])
    _write(changed.select_related("region"))


def forget(group_ids: Iterable[int]) -> None:
    index_of_all.remove(KIND, group_ids)


def renew() -> None:
    """Write anew what an older analyser wrote, and what never came into the index."""
    known = Row.objects.filter(kind=KIND, part=0).values("object_id")
    missing = list(Group.objects.exclude(pk__in=known).values_list("pk", flat=True))
    for ids in (missing, *index_of_all.outdated(KIND, size=200)):
        with transaction.atomic():
            there = Group.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
            forget(set(ids) - {one.pk for one in there})
            _write(Group.objects.filter(pk__in=ids).select_related("region"))


def found(hits: Sequence[Hit], viewer: Member | None) -> dict[int, dict[str, Any]]:
    """By number what `components/item.html` needs of those that she may know of."""
    visible = Group.objects.visible_to(viewer).select_related("region")
    by_pk = visible.in_bulk([hit.object_id for hit in hits])
    return {pk: _line(one) for pk, one in by_pk.items()}


def _line(group: Group) -> dict[str, Any]:
    language = group.languages[0] if len(group.languages) == 1 else ""
    return {
        "url": group.get_absolute_url(),
        "title": group.name,
        "lang": language,
        "kind": str(capfirst(group.get_kind_display())),
        "meta": str(group.region or ""),
        "text": Truncator(group.purpose).words(PURPOSE_WORDS),
    }


def keys(group_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What opens the entries of these groups: who may know that they exist."""
    tree = {pk: (parent, seen) for pk, parent, seen in _tree()}
    return {pk: _keys(pk, tree) for pk in group_ids}


def _write(groups: Iterable[Group]) -> None:
    parents = {pk: (parent, seen) for pk, parent, seen in _tree()}
    index_of_all.index(entry_of(group, _keys(group.pk, parents)) for group in groups)


def _tree() -> Iterator[tuple[int, int | None, str]]:
    return iter(Group.objects.order_by().values_list("pk", "parent_id", "seen_by"))


def _keys(pk: int, tree: dict[int, tuple[int | None, str]]) -> frozenset[str]:
    """As `Group.objects.visible_to`: as narrow as the narrowest group above it, itself included."""
    narrowest = Group.SeenBy.EVERYONE.value
    above: int | None = pk
    while above is not None:
        parent, seen_by = tree[above]
        # That the community exists is no secret.
        if parent is not None and _WIDTH[seen_by] < _WIDTH[narrowest]:
            narrowest = seen_by
        above = parent
    if narrowest == Group.SeenBy.EVERYONE:
        return frozenset({Visibility.PUBLIC.value})
    if narrowest == Group.SeenBy.MEMBERS:
        return frozenset({Visibility.MEMBERS.value})
    return frozenset({"staff", group_lexeme(pk)})


_WIDTH: dict[str, int] = {
    Group.SeenBy.EVERYONE: 2,
    Group.SeenBy.MEMBERS: 1,
    Group.SeenBy.GROUP: 0,
}


def entry_of(group: Group, access: frozenset[str]) -> Entry:
    """Reads `region`."""
    language = group.languages[0] if len(group.languages) == 1 else ""
    names = group.region.names.items() if group.region else ()
    return Entry(
        kind=KIND,
        object_id=group.pk,
        titles=(Words(group.name, language),),
        metadata=(
            Words(group.purpose, language),
            *(Words(name, code) for code, name in names),
        ),
        access=access,
        facets={
            "language": tuple(group.languages),
            "region": (group.region.code,) if group.region else (),
        },
        sort_title=group.sort_name,
        added_at=group.created_at,
    )
