"""Finding: the one question that the search page, the library's list and the feeds ask.

Everything an asker is told, hits, counts, facets, passages and corrections, comes from statements
that carry her own keys, so that no number knows more than she may. Rooms load the hits through
their own `visible_to` as a second lock.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from members.search import counting, lexemes, listing, snippets
from members.search.analysis import WORD, clean, fold, stems
from members.search.entries import TWOFOLD
from members.search.found import Found, Hit, Snippet
from members.search.languages import primary
from members.search.lexemes import STEM
from members.search.plan import (
    EVERYTHING,
    Only,
    Plan,
    find_phrases,
    lookup,
    make,
    narrowed_to,
    wanted,
)
from members.search.planner import Values, planned
from members.search.query import Query, read
from members.search.ranking import MOST_TURNED, ORDERS, Ranked, Ranking, closest, in_order, ranked
from members.search.vocabulary import Doubtful, corrections

__all__ = ["Found", "Hit", "Snippet", "find", "find_among", "narrowed_to"]

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
    only: Only = EVERYTHING,
    sort: str = "relevance",
    page: int = 1,
    size: int = 20,
    languages: Sequence[str] = (),
    exactly: bool = False,
) -> Found:
    """What the holder of these keys finds.

    Values of one facet are alternatives, facets narrow each other; a facet's own counts leave its
    own filter out, so that she can widen it. `only` narrows to pieces (see `narrowed_to`): one
    piece of a thing must have all that is asked. A page after the last is the last. `sort` is
    "relevance" or one of `ORDERS`; without words, relevance is the day of arrival. `languages`
    are the reader's, preferred first.
    """
    chosen = {name: [*values] for name, values in (filters or {}).items() if values}
    size = min(max(size, 1), LARGEST_PAGE)
    question = _Question(words, read(words, exactly=exactly), languages)
    twofold = not kind or kind in TWOFOLD
    with _planned(question, asker, kind=kind, twofold=twofold, filters=chosen, only=only) as plan:
        find_phrases([plan])
        counts = counting.count(plan)
        found = Found(total=counts.total, about=counts.about, facets=counts.facets)
        if plan.anywhere and sort not in ORDERS:
            rows = _turn_ranking(found, [plan], page, size).hits if found.total else []
        else:
            rows = _turn_list(found, plan, counts, chosen, sort, page, size)
        _tell(found, rows, [plan], question)
    return found


def find_among(
    kinds: Sequence[str],
    *,
    words: str,
    asker: frozenset[str],
    kind: str | None = None,
    page: int = 1,
    size: int = 20,
    languages: Sequence[str] = (),
    exactly: bool = False,
) -> Found:
    """What she finds of several kinds in one order by relevance, and how much of each.

    The hits can be of one `kind` alone; all are counted. Without words nothing is found.
    """
    question = _Question(words, read(words, exactly=exactly), languages)
    twofold = bool(TWOFOLD.intersection(kinds))
    size = min(max(size, 1), LARGEST_PAGE)
    found = Found()
    with _planned(question, asker, kind=None, twofold=twofold) as plan:
        if not (kinds and plan.anywhere):
            return found
        plans = [plan.of(one) for one in kinds]
        find_phrases(plans)
        wanted = [one for one in plans if kind in (None, one.kind)]
        ranking = _turn_ranking(found, wanted, page, size, beside=counting.of_kinds(plans))
        found.kinds = counting.amounts(plans, ranking.beside)
        found.total = sum(found.kinds[one.kind].total for one in wanted if one.kind)
        found.about = any(found.kinds[one.kind].more for one in wanted if one.kind)
        _tell(found, ranking.hits, wanted, question)
    return found


@dataclass(frozen=True)
class _Question:
    """What was typed, how it was read, and the languages of the reader."""

    typed: str
    query: Query
    languages: Sequence[str]


@contextmanager
def _planned(
    question: _Question,
    asker: frozenset[str],
    *,
    kind: str | None,
    twofold: bool,
    filters: Mapping[str, Sequence[str]] | None = None,
    only: Only = EVERYTHING,
) -> Iterator[Plan]:
    looked_up = lookup(question.query, question.languages)
    also = looked_up.query if looked_up else None
    named = [lexemes.facet(name, value) for name, own in (filters or {}).items() for value in own]
    with planned(asker, also=also, twofold=twofold, marks=named) as opened:
        yield make(
            question.query,
            opened=opened,
            looked_up=looked_up,
            kind=kind,
            filters=filters or {},
            languages=question.languages,
            only=only,
        )


def _turn_ranking(
    found: Found,
    plans: Sequence[Plan],
    page: int,
    size: int,
    beside: tuple[str, Values] | None = None,
) -> Ranking:
    """Turn to the page, and put its hits into what was found.

    How many things can be turned is known afterwards: a page after the last is then the last.
    """
    page = min(max(page, 1), -(-MOST_TURNED // size))
    ranking = ranked(plans, offset=(page - 1) * size, limit=size, beside=beside)
    _bound(found, min(ranking.things, MOST_TURNED), page, size)
    if found.page != page:
        ranking.hits = ranked(plans, offset=(found.page - 1) * size, limit=size).hits
    found.hits = [_hit(row) for row in ranking.hits]
    return ranking


def _turn_list(
    found: Found,
    plan: Plan,
    counts: counting.Counts,
    filters: Mapping[str, Sequence[str]],
    sort: str,
    page: int,
    size: int,
) -> list[Ranked]:
    """Likewise, in an order that is no ranking."""
    order = sort if sort in ORDERS else "added"
    _bound(found, min(found.total, MOST_LISTED), page, size)
    offset = (found.page - 1) * size
    rows: list[Ranked] = []
    if found.total and not (plan.anywhere or plan.only):
        rows = listing.listed(plan, counts, order, filters=filters, offset=offset, limit=size)
    elif found.total:
        rows = in_order(plan, order, counts, offset=offset, limit=size)
    found.hits = [_hit(row) for row in rows]
    return rows


def _bound(found: Found, things: int, page: int, size: int) -> None:
    found.pages = -(-things // size)
    found.page = min(max(page, 1), max(found.pages, 1))


def _hit(row: Ranked, *, partial: bool = False) -> Hit:
    return Hit(row.kind, abs(row.object_id), row.score, partial=partial, piece=row.piece)


def _tell(found: Found, rows: list[Ranked], plans: Sequence[Plan], question: _Question) -> None:
    """What is said beside the hits: what comes close, passages, other words."""
    plan = plans[0]
    found.ignored = question.query.ignored
    if plan.anywhere and found.total < FEW:
        _help(found, rows, plans, question)
    if plan.anywhere:
        passages = snippets.snippets(plan, [row.rows for row in rows])
        for hit, passage in zip(found.hits, passages, strict=True):
            hit.snippet = passage
    found.also_searched = _also_searched(plan, question.languages)


def _help(found: Found, rows: list[Ranked], plans: Sequence[Plan], question: _Question) -> None:
    """Where little was found: what comes closest, and what may have been meant."""
    if plans[0].any_word:
        known = {(row.kind, row.object_id) for row in rows}
        near = [
            row
            for row in closest(plans, limit=10 + len(rows))
            if (row.kind, row.object_id) not in known
        ]
        rows += near
        found.hits += [_hit(row, partial=True) for row in near]
        found.relaxed = bool(near)
    found.did_you_mean = _did_you_mean(found.total, plans, question)


def _did_you_mean(total: int, plans: Sequence[Plan], question: _Question) -> str | None:
    """The typed text with its misspelled words put right, if that finds more for the asker."""
    plan, languages = plans[0], question.languages
    labelled = {word for met in plan.met for word in met}
    preferred = tuple(primary(language) for language in languages)
    doubtful = []
    for word in dict.fromkeys(w for g in question.query.groups for t in g for w in t.words):
        forms = [STEM + stem for stem in stems(word, preferred)]
        if fold(word) not in labelled:
            known = max((plan.documents.get(f, 0) for f in forms), default=0)
            doubtful.append(Doubtful(fold(word), max(known, plan.documents.get(fold(word), 0))))
    better = corrections(sorted(doubtful, key=lambda one: one.documents)[:MOST_DOUBTED])
    if not better:
        return None
    corrected = WORD.sub(lambda found: _put_right(found.group(), better), clean(question.typed))
    words = wanted(read(corrected), languages)
    asked = [plan.asking(words).rows(words) for plan in plans]
    hits = " UNION ALL ".join(f"(SELECT 1 {rows} LIMIT {total + 1})" for rows, _values in asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({hits}) AS hit",  # noqa: S608
            [value for _rows, values in asked for value in values],
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
