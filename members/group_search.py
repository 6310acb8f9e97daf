"""How a group becomes an entry of the index. Whoever changes a group calls `index`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from .access import group_lexeme
from .models import Group, Visibility
from .search import index as index_of_all
from .search.entries import Entry, Words
from .search.models import Row

KIND = "group"


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
