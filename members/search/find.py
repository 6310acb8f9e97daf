"""Finding: the one question that the search page, the library's list and the feeds ask.

Everything an asker is told, hits, counts, facets, passages and corrections, comes from statements
that carry her own keys, so that no number knows more than she may. Rooms load the hits through
their own `visible_to` as a second lock.
"""

import re
from collections.abc import Mapping, Sequence

from django.db import connection

from members.search import counting, listing, ranking, snippets
from members.search.analysis import WORD, clean, fold, stems
from members.search.entries import TWOFOLD
from members.search.found import Found, Hit, Snippet
from members.search.languages import primary
from members.search.lexemes import STEM
from members.search.plan import Plan, lookup, make, wanted
from members.search.planner import planned
from members.search.query import Query, read
from members.search.ranking import MOST_TURNED, ORDERS, Ranked
from members.search.vocabulary import Doubtful, corrections

__all__ = ["Found", "Hit", "Snippet", "find"]

FEW = 5  # hits, under which the words are doubted
MOST_LISTED = 10_000  # deeper, nobody turns pages by hand
LARGEST_PAGE = 100
WIDELY_READ = ("en", "fr", "es")  # after the reader's own languages
MOST_DOUBTED = 6  # words of a question, the rarest of them


def find(
    *,
    words: str = "",
    asker: frozenset[str],
    kind: str | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = 20,
    languages: Sequence[str] = (),
    exactly: bool = False,
) -> Found:
    """What the holder of these keys finds.

    Values of one facet are alternatives, facets narrow each other; a facet's own counts leave its
    own filter out, so that she can widen it. A page after the last is the last. `sort` is
    "relevance" or one of `ORDERS`; without words, relevance is the day of arrival. `languages`
    are the reader's, preferred first.
    """
    query = read(words, exactly=exactly)
    filters = {name: [*values] for name, values in (filters or {}).items() if values}
    size = min(max(size, 1), LARGEST_PAGE)
    looked_up = lookup(query, languages)
    also = looked_up.query if looked_up else None
    with planned(asker, also=also, twofold=not kind or kind in TWOFOLD) as opened:
        plan = make(
            query,
            opened=opened,
            looked_up=looked_up,
            kind=kind,
            filters=filters,
            languages=languages,
        )
        plan.find_phrases()
        counts = counting.count(plan)
        found = Found(total=counts.total, about=counts.about, facets=counts.facets)
        found.ignored = query.ignored
        rows = _turn(found, plan, counts, sort, filters, page=page, size=size)
        if plan.anywhere and found.total < FEW:
            _help(found, rows, plan, query, words, languages)
        passages = snippets.snippets(plan, [row.row_id for row in rows]) if plan.anywhere else {}
    for hit, row in zip(found.hits, rows, strict=True):
        hit.snippet = passages.get(row.row_id)
    found.also_searched = _also_searched(plan, languages)
    return found


def _turn(
    found: Found,
    plan: Plan,
    counts: counting.Counts,
    sort: str,
    filters: Mapping[str, Sequence[str]],
    *,
    page: int,
    size: int,
) -> list[Ranked]:
    """Turn to the page, and put its hits into what was found."""
    ordered = sort in ORDERS
    deepest = MOST_TURNED if plan.anywhere and not ordered else MOST_LISTED
    found.pages = -(-min(found.total, deepest) // size)
    found.page = min(max(page, 1), max(found.pages, 1))
    offset = (found.page - 1) * size
    rows: list[Ranked] = []
    if found.total and not plan.anywhere:
        order = sort if ordered else "added"
        rows = listing.listed(plan, counts, order, filters=filters, offset=offset, limit=size)
    elif found.total and ordered:
        rows = ranking.in_order(plan, sort, total=found.total, offset=offset, limit=size)
    elif found.total:
        rows = ranking.ranked(plan, offset=offset, limit=size)
    found.hits = [_hit(row) for row in rows]
    return rows


def _hit(row: Ranked, *, partial: bool = False) -> Hit:
    return Hit(row.kind, abs(row.object_id), row.score, partial=partial)


def _help(
    found: Found,
    rows: list[Ranked],
    plan: Plan,
    query: Query,
    typed: str,
    languages: Sequence[str],
) -> None:
    """Where little was found: what comes closest, and what may have been meant."""
    if plan.any_word:
        known = {(row.kind, row.object_id) for row in rows}
        near = [
            row
            for row in ranking.closest(plan, limit=10 + len(rows))
            if (row.kind, row.object_id) not in known
        ]
        rows += near
        found.hits += [_hit(row, partial=True) for row in near]
        found.relaxed = bool(near)
    found.did_you_mean = _did_you_mean(found.total, plan, query, typed, languages)


def _did_you_mean(
    total: int, plan: Plan, query: Query, typed: str, languages: Sequence[str]
) -> str | None:
    """The typed text with its misspelled words put right, if that finds more for the asker."""
    labelled = {word for met in plan.met for word in met}
    preferred = tuple(primary(language) for language in languages)
    doubtful = []
    for word in dict.fromkeys(w for g in query.groups for t in g for w in t.words):
        forms = [STEM + stem for stem in stems(word, preferred)]
        if fold(word) not in labelled:
            known = max((plan.documents.get(f, 0) for f in forms), default=0)
            doubtful.append(Doubtful(fold(word), max(known, plan.documents.get(fold(word), 0))))
    better = corrections(sorted(doubtful, key=lambda one: one.documents)[:MOST_DOUBTED])
    if not better:
        return None
    corrected = WORD.sub(lambda found: _put_right(found.group(), better), clean(typed))
    rows, values = Plan(plan.keys, plan.kind, plan.filters).rows(wanted(read(corrected), languages))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT {rows} LIMIT %s) AS hit",  # noqa: S608
            [*values, total + 1],
        )
        return re.sub(r"\s+", " ", corrected).strip() if cursor.fetchone()[0] > total else None


def _put_right(word: str, better: Mapping[str, str]) -> str:
    """The better word, with a capital where the typed one has it."""
    found = better.get(fold(word), word)
    return found.capitalize() if word[:1].isupper() and found != word else found


def _also_searched(plan: Plan, languages: Sequence[str]) -> list[str]:
    """The other names of the themes that were met, those first that the reader understands."""
    typed = {" ".join(met) for met in plan.met}
    concepts = {concept for group in plan.sought for concept in group.concepts}
    order = [*dict.fromkeys([*(primary(language) for language in languages), *WIDELY_READ])]
    labels = [
        label for label in plan.labels if label.concept in concepts and label.surfaces not in typed
    ]
    labels.sort(key=lambda one: order.index(one.language) if one.language in order else len(order))
    return list(dict.fromkeys(label.text for label in labels))
