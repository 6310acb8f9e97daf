"""From a question to what Postgres is asked: each term with its inflections and its concepts.

Expansion is done term by term, so that "-", OR and quotes keep their sense. Only `find` and
`suggestions` import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django.db import connection

from members.search import lexemes
from members.search.entries import PIECED, TWOFOLD
from members.search.languages import primary
from members.search.lexemes import CONCEPT, METADATA, TITLE, all_of, any_of, quoted
from members.search.models import OTHERS, Label, partition
from members.search.planner import Keys, Opened, Values
from members.search.query import Query
from members.search.wording import (
    Group,
    Runs,
    Sought,
    Weighed,
    any_word_of,
    asked,
    asked_of_pieces,
    groups_of,
    known_forms,
    runs_of,
    sought,
    weighed,
    without_stop_words,
)

MOST_OPENED = 1_500  # vectors of a statement, each some 30 microseconds
MOST_WEIGHED = 8  # terms that the ranking looks at, the most telling ones

# A word with its frequency, or a label of a concept.
_LOOKUP = """
WITH met AS MATERIALIZED (
    SELECT concept FROM search_label WHERE surfaces = ANY(%s)
    UNION SELECT concept FROM search_label WHERE stems = ANY(%s)
)
SELECT word AS concept, documents, '' AS language, '' AS text, '' AS surfaces, '' AS stems
FROM search_word WHERE word = ANY(%s)
UNION ALL SELECT word, documents, '', '', '', '' FROM search_word
WHERE word IN (SELECT %s || concept FROM met)
UNION ALL (
    SELECT concept, NULL, language, text, surfaces, stems FROM search_label
    WHERE concept IN (SELECT concept FROM met) ORDER BY kind DESC, language, id
)
"""


@dataclass(frozen=True)
class Only:
    """What narrows a search to single pieces: marks that nobody counts, and their days.

    It stands for no facet, and things without pieces have none of it.
    """

    marks: str = ""  # the text of a `tsquery`
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.marks or self.since or self.until)

    def where(self) -> tuple[str, Values]:
        where, values = "piece > 0", []
        for moment, said in ((self.since, "added_at >= %s"), (self.until, "added_at < %s")):
            if moment:
                where += f" AND {said}"
                values.append(moment)
        return where, values


EVERYTHING = Only()


@dataclass
class Plan:
    """The question as Postgres is asked it; words and filters are texts of a `tsquery`, or ""."""

    keys: Keys
    kind: str | None = None
    filters: dict[str, str] = field(default_factory=dict)  # by facet
    only: Only = EVERYTHING
    numbers: dict[str, list[int]] = field(default_factory=dict)  # of the marks of the filters
    anywhere: str = ""
    scattered: str = ""  # `anywhere` with the words of phrases in any order; "" without phrases
    in_metadata: str = ""
    in_title: str = ""
    any_word: str = ""  # for the relaxed pass
    in_things: tuple[str, str] = ("", "")  # `anywhere` and `scattered` of what has no pieces …
    in_pieces: tuple[str, str] = ("", "")  # … and of what may have
    weighed: list[Weighed] = field(default_factory=list)
    sought: list[Sought] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)  # all names of the concepts that were met
    met: list[tuple[str, ...]] = field(default_factory=list)  # the words that were met as labels
    documents: dict[str, int] = field(default_factory=dict)
    in_a_row: list[int] | None = None  # the rows with the phrases, once they were looked for …
    is_cut: bool = False  # … and whether there were too many to look into all of them

    def of(self, kind: str | None) -> Plan:
        """The same question of one kind, or of all that there is."""
        anywhere, scattered = self.in_things if kind and kind not in PIECED else self.in_pieces
        return replace(self, kind=kind, anywhere=anywhere, scattered=scattered)

    def asking(self, words: str) -> Plan:
        """Other words (a text of a `tsquery`), narrowed alike."""
        return Plan(self.keys, self.kind, self.filters, self.only, self.numbers, anywhere=words)

    @property
    def table(self) -> str:
        return partition(self.kind) if self.kind else "search_row"

    @property
    def tiers(self) -> list[str]:
        """Words of title and metadata that part what is found, the best first."""
        in_metadata = all_of([self.in_metadata, f"!{self.in_title}"])
        return [self.in_title, in_metadata, f"!{self.in_metadata}"]

    def is_whole(self, lifted: str | None = None) -> bool:
        """Whether all there is of a kind is asked for: no words, no filter but the lifted one."""
        narrowed = self.anywhere or self.only or self.filters.keys() - {lifted}
        return bool(self.kind) and not narrowed

    def rows(self, wanted: str, *, also: str = "", lifted: str | None = None) -> tuple[str, Values]:
        """`FROM … WHERE …` of the rows that match and that she may see, with its parameters.

        `also` narrows them by words that are no phrase. The filter of one facet can be lifted;
        then phrases are looked for anew, in as many rows as `find_phrases` opens.
        """
        in_a_row = self.scattered and wanted == self.anywhere
        if in_a_row and not lifted and self.in_a_row is not None:
            return f"FROM {self.table} WHERE id = ANY(%s)", [self.in_a_row]
        where, values = self.keys.where(twofold=not self.kind or self.kind in TWOFOLD)
        if not wanted and self.is_whole(lifted):
            # The indexes of the orders begin with the kind.
            return f"FROM {self.table} WHERE kind = %s AND part = 0 AND {where}", [
                self.kind,
                *values,
            ]
        if self.kind and self.table == OTHERS:
            where, values = f"kind = %s AND {where}", [self.kind, *values]
        asked = all_of([also, self.scattered if in_a_row else wanted, *self._narrowed(lifted)])
        if asked:
            where, values = f"vector @@ %s::tsquery AND {where}", [asked, *values]
        if self.only:
            said, own = self.only.where()
            where, values = f"{where} AND {said}", [*values, *own]
        elif not wanted:
            # Not "= 0", or an index of the first rows may serve: read along one of those, the
            # vector of every row would be opened.
            where += " AND part < 1"
        if not in_a_row:
            return f"FROM {self.table} WHERE {where}", values
        return (
            f"FROM (SELECT * FROM {self.table} WHERE {where} LIMIT {MOST_OPENED})"  # noqa: S608
            " AS search_row"
            " WHERE vector @@ %s::tsquery",
            [*values, wanted],
        )

    def expected(self, *, lifted: str | None = None) -> tuple[str, Values]:
        """The same rows (phrases scattered), asked for so that Postgres knows best how many.

        Of a column of marks it knows how frequent each of them is, but of a text of thousands of
        words only the thousand most frequent ones, among which few marks are.
        """
        words = self.scattered or self.anywhere
        if self.only or not self.kind:
            return self.rows(words, lifted=lifted)
        where, values = self.keys.where(twofold=self.kind in TWOFOLD)
        where, values = f"kind = %s AND {where}", [self.kind, *values]
        if words:
            where, values = f"{where} AND vector @@ %s::tsquery", [*values, words]
        else:
            where += " AND part = 0"
        for name, numbers in self.numbers.items():
            if name != lifted:
                where, values = f"{where} AND marks && %s::int[]", [*values, numbers]
        return f"FROM {self.table} WHERE {where}", values

    def _narrowed(self, lifted: str | None) -> list[str]:
        return [*(said for name, said in self.filters.items() if name != lifted), self.only.marks]


def find_phrases(plans: Sequence[Plan]) -> None:
    """Look once for the rows whose words stand in a row, for counting and ranking alike.

    That can only be told by opening a vector: of the rows that have the words scattered, no
    more than `MOST_OPENED` are opened, those first that have them in title and metadata.
    """
    if not all(plan.scattered for plan in plans):
        return
    share = MOST_OPENED // len(plans)
    opened: list[list[tuple[int, bool]]] = [[] for _plan in plans]
    statements, values = [], []
    for number, plan in enumerate(plans):
        tiers = [plan.rows(plan.scattered, also=tier) for tier in plan.tiers]
        candidates = " UNION ALL ".join(
            f"(SELECT id, vector {rows} LIMIT {share})" for rows, _values in tiers
        )
        statements.append(
            f"SELECT {number}, id, vector @@ %s::tsquery"  # noqa: S608
            f" FROM (SELECT * FROM ({candidates}) AS tier LIMIT {share}) AS row"
        )
        values += [plan.anywhere, *(value for _rows, own in tiers for value in own)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        for number, row_id, has_them in cursor.fetchall():
            opened[number].append((row_id, has_them))
    for plan, rows in zip(plans, opened, strict=True):
        plan.in_a_row = [row_id for row_id, has_them in rows if has_them]
        plan.is_cut = len(rows) == share


@dataclass(frozen=True)
class Lookup:
    """What has to be known of the words of a question before it can be planned."""

    runs: Runs
    query: tuple[str, Values]


def lookup(query: Query, languages: Sequence[str]) -> Lookup | None:
    """All labels of the concepts that its words name, and how frequent words and concepts are.

    None without words. `planner.planned` asks it, and `make` is handed what it found.
    """
    if query.is_empty:
        return None
    preferred = tuple(primary(language) for language in languages)
    runs = runs_of(query, preferred)
    spellings, forms = list(runs), ["", *known_forms(query, preferred)]
    return Lookup(runs, (_LOOKUP, [spellings, spellings, forms, CONCEPT]))


def together(lookups: Iterable[Lookup | None]) -> tuple[str, Values] | None:
    """One query for the words of several questions; None if none has words."""
    with_words = [one.query[1] for one in lookups if one]
    if not with_words:
        return None
    spellings = [spelling for values in with_words for spelling in values[0]]
    forms = [form for values in with_words for form in values[2]]
    return _LOOKUP, [spellings, spellings, forms, CONCEPT]


def make(
    query: Query,
    *,
    opened: Opened,
    looked_up: Lookup | None,
    kind: str | None,
    filters: Mapping[str, Sequence[str]],
    languages: Sequence[str],
    only: Only = EVERYTHING,
) -> Plan:
    """Write the plan; costs no statement."""
    narrowed = {name: said for name, values in filters.items() if (said := _marks(name, values))}
    named = {name: [lexemes.facet(name, one) for one in values] for name, values in filters.items()}
    numbers = {
        name: [opened.marks[mark] for mark in marks if mark in opened.marks]
        for name, marks in named.items()
    }
    plan = Plan(opened.keys, kind, narrowed, only, numbers)
    if not looked_up:
        return plan
    preferred = tuple(primary(language) for language in languages)
    for row in opened.rows:
        documents = row.pop("documents")
        if documents is None:
            plan.labels.append(Label(**row))
        else:
            plan.documents[row["concept"]] = documents
    groups, plan.met = groups_of(query, plan.labels, looked_up.runs)
    plan.in_metadata = asked(groups, query.without, METADATA, preferred)
    plan.in_title = asked(groups, query.without, TITLE, preferred)
    plan.any_word = any_word_of(groups, query.without, preferred)
    plan.in_things = _with_and_without_phrases(partial(asked, prefix=""), groups, query, preferred)
    plan.in_pieces = _with_and_without_phrases(asked_of_pieces, groups, query, preferred)
    for group in groups:
        plan.weighed += weighed(group, plan.documents, preferred)
        plan.sought.append(sought(group, preferred))
    plan.weighed = sorted(plan.weighed, key=lambda term: -term.weight)[:MOST_WEIGHED]
    return plan.of(kind)


def _with_and_without_phrases(
    write: Callable[..., str], groups: Sequence[Group], query: Query, preferred: tuple[str, ...]
) -> tuple[str, str]:
    """What is asked, and the same with the words of phrases in any order; "" without phrases."""
    said, scattered = (
        write(groups=groups, without=query.without, preferred=preferred, scattered=scattered)
        for scattered in (False, True)
    )
    return said, "" if scattered == said else scattered


def narrowed_to(
    marks: Mapping[str, Sequence[str]],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Only:
    """Pieces with these marks, of which the values of one are alternatives, and of these days.

    `since` is included, `until` is not.
    """
    return Only(all_of(_marks(name, values) for name, values in marks.items()), since, until)


def _marks(name: str, values: Sequence[str]) -> str:
    return any_of(quoted(lexemes.mark(lexemes.facet(name, value))) for value in values)


def wanted(query: Query, languages: Sequence[str]) -> str:
    """The question as it stands, without concepts; costs no statement."""
    preferred = tuple(primary(language) for language in languages)
    groups = without_stop_words([Group(group) for group in query.groups])
    return asked(groups, query.without, "", preferred)
