"""Writing the index. Rooms and the roof call `index` and `remove` in the transaction of the deed.

No counter and no vocabulary is written here: two people who publish at one time would wait for
each other. `vocabulary.refresh` counts afterwards.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.functions import Abs

from members.search import lexemes, rows
from members.search.analysis import VERSION, clean, fold
from members.search.entries import TWOFOLD, Entry
from members.search.models import SORT_TITLE_LENGTH, Label, Mark, Row, partition
from members.search.thesaurus import Thesaurus

BATCH = 120  # entries and pieces at a time: some ten megabytes of vectors and pages

Drafts = Sequence[tuple[Entry, rows.Draft]]

_REMOVE = """
WITH gone AS (
    DELETE FROM {table} WHERE kind = %s AND object_id = ANY(%s) {which} RETURNING id
)
DELETE FROM search_pagetext WHERE row_id IN (SELECT id FROM gone)
"""


def index(entries: Iterable[Entry]) -> int:
    """Put entries in the place of what stood there for the same things; how many they were."""
    thesaurus = Thesaurus(Label.objects.only("concept", "surfaces", "stems"))
    count = 0
    for batch in _batches(entries):
        count += len(batch)
        with transaction.atomic():
            _replace({(entry.kind, entry.object_id): entry for entry in batch}, thesaurus)
            settle()
    return count


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    weight = 0
    for entry in entries:
        batch.append(entry)
        weight += 1 + len(entry.pieces)
        if weight >= BATCH:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def index_pieces(entry: Entry, numbers: Collection[int]) -> None:
    """Write these pieces of a thing anew, and none of its other rows.

    Those that the entry has not are taken out; it need have no others. It costs by the number of
    these pieces, however many the thing has.
    """
    thesaurus = Thesaurus(Label.objects.only("concept", "surfaces", "stems"))
    wanted = tuple(piece for piece in entry.pieces if piece.number in numbers)
    drafts = [(entry, draft) for draft in rows.pieces(replace(entry, pieces=wanted), thesaurus)]
    with transaction.atomic():
        ids = _mark_ids(drafts)
        hold(entry.kind, [entry.object_id])
        with connection.cursor() as cursor:
            cursor.execute(
                _REMOVE.format(table=partition(entry.kind), which="AND piece = ANY(%s)"),
                [entry.kind, [entry.object_id], list(numbers)],
            )
            _write(cursor, drafts, ids)
        settle()


def hold(kind: str, object_ids: Iterable[int]) -> None:
    """Until the transaction ends, nobody else writes what stands in the index for these things.

    Who reads a thing after this and then indexes it writes nothing older than what stands there.
    """
    with connection.cursor() as cursor:
        _lock(cursor, [(kind, object_id) for object_id in object_ids])


def settle() -> None:
    """Work into the text index of every partition what was written to the end of it.

    Each lexeme's list of rows is then packed anew once for many rows, not once for each, which is
    most of what writing costs; and no search has to read through what lies at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(inhrelid::regclass) FROM pg_inherits"
            " WHERE inhparent = 'search_row_vector'::regclass"
        )


def remove(kind: str, object_ids: Iterable[int]) -> None:
    """Take things out of the index, with both entries; what is not in it is passed over."""
    signs = (1, -1) if kind in TWOFOLD else (1,)
    with transaction.atomic(), connection.cursor() as cursor:
        _remove(cursor, [(kind, sign * number) for number in object_ids for sign in signs])


def _replace(entries: dict[tuple[str, int], Entry], thesaurus: Thesaurus) -> None:
    drafts = [(e, draft) for e in entries.values() for draft in rows.drafts(e, thesaurus)]
    ids = _mark_ids(drafts)
    with connection.cursor() as cursor:
        _lock(cursor, entries)
        _remove(cursor, list(entries))
        _write(cursor, drafts, ids)


def _write(cursor: CursorWrapper, drafts: Drafts, ids: dict[str, int]) -> None:
    """Rows and pages, copied: to write them as statements costs as much again as to store them."""
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('search_row', 'id')) FROM generate_series(1, %s)",
        [len(drafts)],
    )
    numbers = [number for (number,) in cursor.fetchall()]
    with cursor.copy(
        "COPY search_row (id, kind, object_id, part, piece, marks, packed, core, vector,"
        " sort_title, year, added_at, prior, analyser) FROM STDIN"
    ) as copy:
        for number, (entry, draft) in zip(numbers, drafts, strict=True):
            copy.write_row((number, *_columns(entry, draft, ids)))
    with cursor.copy(
        "COPY search_pagetext (row_id, place, document, number, language, text) FROM STDIN"
    ) as copy:
        for number, (_entry, draft) in zip(numbers, drafts, strict=True):
            for place, page in enumerate(draft.pages):
                row = (number, place, page.document, page.number, page.language[:20], page.text)
                copy.write_row(row)


def _columns(entry: Entry, draft: rows.Draft, ids: dict[str, int]) -> tuple[Any, ...]:
    return (
        entry.kind,
        entry.object_id,
        draft.part,
        draft.piece,
        [ids[name] for name in rows.mark_names(entry, draft.access)],
        array("I", [ids[name] for name in rows.facet_names(entry)]).tobytes(),
        draft.core,
        draft.vector,
        fold(clean(entry.sort_title))[:SORT_TITLE_LENGTH],
        entry.year,
        draft.added_at,
        entry.prior,
        VERSION,
    )


def _mark_ids(drafts: Drafts) -> dict[str, int]:
    """The numbers of marks; looked up before inserting, so that a known one locks nothing."""
    names = {name for entry, draft in drafts for name in rows.mark_names(entry, draft.access)}
    known = dict(Mark.objects.filter(name__in=names).values_list("name", "id"))
    missing = sorted(names - known.keys())
    if missing:
        Mark.objects.bulk_create([Mark(name=name) for name in missing], ignore_conflicts=True)
        known |= dict(Mark.objects.filter(name__in=missing).values_list("name", "id"))
    return known


def _lock(cursor: CursorWrapper, things: Collection[tuple[str, int]]) -> None:
    """One writer at a time for one thing, in one order, so that no two wait for each other."""
    if not things:
        return
    kinds, ids = zip(*sorted(things), strict=True)
    cursor.execute(
        "SELECT count(pg_advisory_xact_lock(hashtextextended('search ' || kind || id, 0)))"
        " FROM unnest(%s::text[], %s::bigint[]) AS thing(kind, id)",
        [list(kinds), list(ids)],
    )


def _remove(cursor: CursorWrapper, things: Iterable[tuple[str, int]]) -> None:
    by_kind: dict[str, list[int]] = {}
    for kind, object_id in things:
        by_kind.setdefault(kind, []).append(object_id)
    for kind, ids in by_kind.items():
        cursor.execute(_REMOVE.format(table=partition(kind), which=""), [kind, ids])


def expire() -> None:
    """Have everything indexed anew by its room's worker: regions or broader themes have moved."""
    Row.objects.update(analyser=0)


def expire_some(kind: str, things: QuerySet) -> None:
    """As `expire`, for the things of a kind whose numbers the query gives."""
    rows_of_kind = Row.objects.alias(thing=Abs("object_id")).filter(kind=kind)
    rows_of_kind.filter(thing__in=things).update(analyser=0)


def open_to(kind: str, token: str, facet: str) -> set[str]:
    """The values of this facet that things of the kind have which this key opens."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT name FROM search_mark WHERE starts_with(name, %s) AND id IN ("  # noqa: S608
            f"SELECT unnest(marks) FROM {partition(kind)} WHERE kind = %s AND part = 0"
            " AND marks && (SELECT array_agg(id) FROM search_mark WHERE name = %s))",
            [lexemes.facet(facet, ""), kind, lexemes.access(token)],
        )
        return {name.partition(":")[2] for (name,) in cursor.fetchall()}


def missing(kind: str, object_ids: Iterable[int]) -> list[int]:
    """Those of these that are not in the index, in their order."""
    rows_of_kind = Row.objects.filter(kind=kind, part=0)
    known = {abs(number) for number in rows_of_kind.values_list("object_id", flat=True)}
    return [object_id for object_id in object_ids if object_id not in known]


def outdated(kind: str, size: int = 1000) -> Iterator[list[int]]:
    """The things that an older analyser wrote, in lists of `size`, for indexing them anew."""
    ids = list(
        Row.objects.filter(kind=kind, part=0)
        .exclude(analyser=VERSION)
        .annotate(thing=Abs("object_id"))
        .order_by("thing")
        .values_list("thing", flat=True)
        .distinct()
    )
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
