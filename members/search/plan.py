"""From a question to what Postgres is asked: each term with its inflections and its concepts.

Expansion is done term by term, so that "-", OR and quotes keep their sense. Only `find` and
`suggestions` import it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection

from members.search import lexemes
from members.search.analysis import fold, form, stems
from members.search.languages import primary, query_languages
from members.search.lexemes import CONCEPT, METADATA, STEM, TITLE, all_of, any_of, quoted
from members.search.models import Label
from members.search.planner import Keys, Opened, Values
from members.search.query import Query, Term, is_stop_word

LONGEST_LABEL = 8  # words
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

Runs = dict[str, set[tuple[int, int]]]  # by spelling, where in the question it stands


@dataclass
class Weighed:
    """Something that the ranking looks for in a row's core, with the weight of its rarity."""

    wanted: str
    weight: float


@dataclass
class Sought:
    """What a group of the question looks for, for marking it in a snippet."""

    stems: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()


@dataclass
class Plan:
    """The question as Postgres is asked it; words and filters are texts of a `tsquery`, or ""."""

    keys: Keys
    kind: str | None = None
    filters: dict[str, str] = field(default_factory=dict)  # by facet
    anywhere: str = ""
    scattered: str = ""  # `anywhere` with the words of phrases in any order; "" without phrases
    in_metadata: str = ""
    in_title: str = ""
    any_word: str = ""  # for the relaxed pass
    weighed: list[Weighed] = field(default_factory=list)
    sought: list[Sought] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)  # all names of the concepts that were met
    met: list[tuple[str, ...]] = field(default_factory=list)  # the words that were met as labels
    documents: dict[str, int] = field(default_factory=dict)
    in_a_row: list[int] | None = None  # the rows with the phrases, once they were looked for

    def find_phrases(self) -> None:
        """Look once for the rows whose words stand in a row, for counting and ranking alike.

        That can only be told by opening a vector: of the rows that have the words scattered, no
        more than `MOST_OPENED` are opened, those first that have them in title and metadata.
        """
        if not self.scattered:
            return
        tiers = [
            self.rows(self.scattered, also=tier)
            for tier in (
                self.in_title,
                all_of([self.in_metadata, f"!{self.in_title}"]),
                f"!{self.in_metadata}",
            )
        ]
        candidates = " UNION ALL ".join(
            f"(SELECT id, vector {rows} LIMIT {MOST_OPENED})" for rows, _values in tiers
        )
        values = [value for _, own in tiers for value in own]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM (SELECT * FROM ({candidates}) AS tier LIMIT {MOST_OPENED}) AS row"  # noqa: S608
                " WHERE vector @@ %s::tsquery",
                [*values, self.anywhere],
            )
            self.in_a_row = [number for (number,) in cursor.fetchall()]

    def is_whole(self, lifted: str | None = None) -> bool:
        """Whether all there is of a kind is asked for: no words, no filter but the lifted one."""
        return bool(self.kind) and not self.anywhere and not self.filters.keys() - {lifted}

    def rows(self, wanted: str, *, also: str = "", lifted: str | None = None) -> tuple[str, Values]:
        """`FROM … WHERE …` of the rows that match and that she may see, with its parameters.

        `also` narrows them by words that are no phrase. The filter of one facet can be lifted;
        then phrases are looked for anew, in as many rows as `find_phrases` opens.
        """
        in_a_row = self.scattered and wanted == self.anywhere
        if in_a_row and not lifted and self.in_a_row is not None:
            return "FROM search_row WHERE id = ANY(%s)", [self.in_a_row]
        where, values = self.keys.where()
        if not wanted and self.is_whole(lifted):
            return f"FROM search_row WHERE kind = %s AND part = 0 AND {where}", [self.kind, *values]
        kept = [query for name, query in self.filters.items() if name != lifted]
        if self.kind:
            kept.append(quoted(lexemes.mark(lexemes.kind(self.kind))))
        if not wanted:
            # Not "= 0", or an index of the first rows may serve: read along one of those, the
            # vector of every row would be opened.
            where += " AND part < 1"
        asked = all_of([also, self.scattered if in_a_row else wanted, *kept])
        if asked:
            where, values = f"vector @@ %s::tsquery AND {where}", [asked, *values]
        if not in_a_row:
            return f"FROM search_row WHERE {where}", values
        return (
            f"FROM (SELECT * FROM search_row WHERE {where} LIMIT {MOST_OPENED})"  # noqa: S608
            " AS search_row"
            " WHERE vector @@ %s::tsquery",
            [*values, wanted],
        )


@dataclass(frozen=True)
class Lookup:
    """What has to be known of the words of a question before it can be planned."""

    runs: Runs
    query: tuple[str, Values]


@dataclass
class _Group:
    terms: list[Term]
    concepts: frozenset[str] = frozenset()
    together: bool = False  # the terms are the words of a label, all wanted


def lookup(query: Query, languages: Sequence[str]) -> Lookup | None:
    """All labels of the concepts that its words name, and how frequent words and concepts are.

    None without words. `planner.planned` asks it, and `make` is handed what it found.
    """
    if query.is_empty:
        return None
    preferred = tuple(primary(language) for language in languages)
    plain = [
        group[0].words[0] if len(group) == 1 and not group[0].exact else None
        for group in query.groups
    ]
    runs = _runs(plain, preferred)
    spellings, forms = list(runs), ["", *_known_forms(query, preferred)]
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
) -> Plan:
    """Write the plan; costs no statement."""
    chosen = {
        name: any_of(quoted(lexemes.mark(lexemes.facet(name, value))) for value in values)
        for name, values in filters.items()
    }
    plan = Plan(opened.keys, kind, {name: wanted for name, wanted in chosen.items() if wanted})
    if not looked_up:
        return plan
    preferred = tuple(primary(language) for language in languages)
    for row in opened.rows:
        documents = row.pop("documents")
        if documents is None:
            plan.labels.append(Label(**row))
        else:
            plan.documents[row["concept"]] = documents
    groups = _groups(query, plan, looked_up.runs)
    without = [f"!{_term(term, '', preferred)}" for term in query.without]
    for prefix, name in (("", "anywhere"), (METADATA, "in_metadata"), (TITLE, "in_title")):
        wanted = [_group(group, prefix, preferred) for group in groups]
        setattr(plan, name, all_of([*wanted, *without]))
    scattered = [_group(group, "", preferred, scattered=True) for group in groups]
    plan.scattered = all_of([*scattered, *without])
    if plan.scattered == plan.anywhere:
        plan.scattered = ""
    each = [_group(group, "", preferred) for group in groups]
    plan.any_word = all_of([any_of(each), *without]) if len(each) > 1 else ""
    for group in groups:
        plan.weighed += _weighed(group, plan.documents, preferred)
        plan.sought.append(_sought(group, preferred))
    plan.weighed = sorted(plan.weighed, key=lambda term: -term.weight)[:MOST_WEIGHED]
    return plan


def wanted(query: Query, languages: Sequence[str]) -> str:
    """The question as it stands, without concepts; costs no statement."""
    preferred = tuple(primary(language) for language in languages)
    without = [f"!{_term(term, '', preferred)}" for term in query.without]
    groups = _without_stop_words([_Group(group) for group in query.groups])
    return all_of([*(_group(group, "", preferred) for group in groups), *without])


def _groups(query: Query, plan: Plan, runs: Runs) -> list[_Group]:
    """The groups of the question, runs of words that are a label drawn together."""
    named: dict[tuple[int, int], list[Label]] = {}
    for label in plan.labels:
        for span in runs.get(label.surfaces, set()) | runs.get(label.stems or "\0", set()):
            named.setdefault(span, []).append(label)
    groups: list[_Group] = []
    place = 0
    while place < len(query.groups):
        end = max((e for s, e in named if s == place), default=0)
        if end:
            labels = named[place, end]
            terms = [group[0] for group in query.groups[place:end]]
            if not any(label.stems for label in labels):  # an abbreviation is not inflected
                terms = [replace(term, exact=True) for term in terms]
            concepts = frozenset(label.concept for label in labels)
            groups.append(_Group(terms, concepts, together=True))
            plan.met.append(tuple(fold(term.words[0]) for term in terms))
            place = end
            continue
        groups.append(_Group(query.groups[place]))
        place += 1
    return _without_stop_words(groups)


def _runs(plain: list[str | None], preferred: tuple[str, ...]) -> Runs:
    """How the runs of plain words would be written if they were labels, in any language."""
    runs: Runs = {}
    rows = [[fold(word or "") for word in plain]]
    for language in query_languages("".join(word for word in plain if word), preferred):
        rows.append([form(word or "", language).stem for word in plain])
    for start, end in _spans(plain):
        for row in rows:
            runs.setdefault(" ".join(row[start:end]), set()).add((start, end))
    return runs


def _spans(plain: list[str | None]) -> Iterable[tuple[int, int]]:
    for start in range(len(plain)):
        for end in range(start + 1, min(start + LONGEST_LABEL, len(plain)) + 1):
            if plain[end - 1] is None:
                break
            yield start, end


def _without_stop_words(groups: list[_Group]) -> list[_Group]:
    telling = [
        group
        for group in groups
        if group.concepts or not all(is_stop_word(term) for term in group.terms)
    ]
    return telling or groups


def _known_forms(query: Query, preferred: tuple[str, ...]) -> set[str]:
    """Every form whose frequency matters: surfaces and stems."""
    found: set[str] = set()
    for word in (w for group in query.groups for term in group for w in term.words):
        for stem in stems(word, preferred):
            found |= {stem, STEM + stem}
    return found


def _term(term: Term, prefix: str, preferred: tuple[str, ...], *, scattered: bool = False) -> str:
    """One term. A phrase is only looked up as such where positions are: in the bare lexemes."""
    if term.exact:
        exactly = [quoted(prefix + fold(word)) for word in term.words]
        if prefix or scattered:
            return all_of(exactly)
        return lexemes.phrase([[word] for word in exactly])
    word = term.words[0]
    wanted = [lexemes.stem(stem, prefix) for stem in stems(word, preferred)]
    if term.prefix:
        wanted.append(quoted(prefix + fold(word)) + ":*")
    return any_of(wanted)


def _group(
    group: _Group, prefix: str, preferred: tuple[str, ...], *, scattered: bool = False
) -> str:
    concepts = [quoted(prefix + CONCEPT + concept) for concept in sorted(group.concepts)]
    if group.together:
        telling = [term for term in group.terms if not is_stop_word(term)] or group.terms
        return any_of([all_of(_term(term, prefix, preferred) for term in telling), *concepts])
    return any_of(_term(term, prefix, preferred, scattered=scattered) for term in group.terms)


def _weighed(
    group: _Group, documents: Mapping[str, int], preferred: tuple[str, ...]
) -> list[Weighed]:
    """The words of a group, each by its rarity, and its concepts as one more."""
    total = max(documents.get("", 0), 1)

    def weight(forms: Iterable[str]) -> float:
        met = max((documents.get(one, 0) + documents.get(one[1:], 0) for one in forms), default=0)
        return math.log(1 + total / (met + 1)) + 0.1

    found = []
    for term in group.terms:
        if group.together and is_stop_word(term):
            continue
        for word in term.words:
            known = [STEM + stem for stem in stems(word, preferred)]
            wanted = [quoted(stem) for stem in known]
            if term.prefix:
                wanted.append(quoted(STEM + fold(word)) + ":*")
            found.append(Weighed(any_of(wanted), weight(known)))
    if group.concepts:
        known = [CONCEPT + concept for concept in sorted(group.concepts)]
        found.append(Weighed(any_of(quoted(concept) for concept in known), weight(known)))
    return found


def _sought(group: _Group, preferred: tuple[str, ...]) -> Sought:
    telling = [t for t in group.terms if not is_stop_word(t)] or group.terms
    loose = [term.words[0] for term in telling if not term.exact]
    return Sought(
        stems=frozenset(stem for word in loose for stem in stems(word, preferred)),
        surfaces=frozenset(fold(word) for t in telling if t.exact for word in t.words),
        prefixes=tuple(fold(term.words[0]) for term in telling if term.prefix),
        concepts=group.concepts,
    )
