"""How the words of a question are written for Postgres: words, phrases, names of themes.

Only `plan` imports it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from members.search import lexemes
from members.search.analysis import fold, form, stems
from members.search.languages import query_languages
from members.search.lexemes import CARRIED, CONCEPT, STEM, all_of, any_of, quoted
from members.search.models import Label
from members.search.query import Query, Term, is_stop_word

LONGEST_LABEL = 8  # words

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
class Group:
    """Alternatives, or the words of a label; some of it has to be met."""

    terms: list[Term]
    concepts: frozenset[str] = frozenset()
    together: bool = False  # the terms are the words of a label, all wanted


def groups_of(
    query: Query, labels: Sequence[Label], runs: Runs
) -> tuple[list[Group], list[tuple[str, ...]]]:
    """The groups of the question, runs of words that are a label drawn together; and those runs."""
    named: dict[tuple[int, int], list[Label]] = {}
    for label in labels:
        for span in runs.get(label.surfaces, set()) | runs.get(label.stems or "\0", set()):
            named.setdefault(span, []).append(label)
    groups: list[Group] = []
    met: list[tuple[str, ...]] = []
    place = 0
    while place < len(query.groups):
        end = max((e for s, e in named if s == place), default=0)
        if end:
            meant = named[place, end]
            terms = [group[0] for group in query.groups[place:end]]
            if not any(label.stems for label in meant):  # an abbreviation is not inflected
                terms = [replace(term, exact=True) for term in terms]
            concepts = frozenset(label.concept for label in meant)
            groups.append(Group(terms, concepts, together=True))
            met.append(tuple(fold(term.words[0]) for term in terms))
            place = end
            continue
        groups.append(Group(query.groups[place]))
        place += 1
    return without_stop_words(groups), met


def runs_of(query: Query, preferred: tuple[str, ...]) -> Runs:
    """How the runs of plain words would be written if they were labels, in any language."""
    plain = [
        group[0].words[0] if len(group) == 1 and not group[0].exact else None
        for group in query.groups
    ]
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


def without_stop_words(groups: list[Group]) -> list[Group]:
    telling = [
        group
        for group in groups
        if group.concepts or not all(is_stop_word(term) for term in group.terms)
    ]
    return telling or groups


def known_forms(query: Query, preferred: tuple[str, ...]) -> set[str]:
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


def asked(
    groups: Sequence[Group],
    without: Sequence[Term],
    prefix: str,
    preferred: tuple[str, ...],
    *,
    scattered: bool = False,
) -> str:
    """All of the groups and none of the other terms, where the prefix says."""
    wanted = [_group(group, prefix, preferred, scattered=scattered) for group in groups]
    return all_of([*wanted, *(f"!{_term(term, '', preferred)}" for term in without)])


def asked_of_pieces(
    groups: Sequence[Group],
    without: Sequence[Term],
    preferred: tuple[str, ...],
    *,
    scattered: bool = False,
) -> str:
    """As `asked`, where the title of the thing has some of the words, but the piece has one."""
    own = [_group(group, "", preferred, scattered=scattered) for group in groups]
    carried = [_group(group, CARRIED, preferred) for group in groups]
    wanted = [any_of(pair) for pair in zip(own, carried, strict=True)]
    unwanted = [
        f"!{_term(term, prefix, preferred)}" for term in without for prefix in ("", CARRIED)
    ]
    return all_of([any_of(own), *(wanted if len(own) > 1 else ()), *unwanted])


def any_word_of(
    groups: Sequence[Group], without: Sequence[Term], preferred: tuple[str, ...]
) -> str:
    """Some of several groups; "" where there is but one."""
    if len(groups) < 2:
        return ""
    each = [_group(group, "", preferred) for group in groups]
    return all_of([any_of(each), *(f"!{_term(term, '', preferred)}" for term in without)])


def _group(
    group: Group, prefix: str, preferred: tuple[str, ...], *, scattered: bool = False
) -> str:
    concepts = [quoted(prefix + CONCEPT + concept) for concept in sorted(group.concepts)]
    if group.together:
        telling = [term for term in group.terms if not is_stop_word(term)] or group.terms
        return any_of([all_of(_term(term, prefix, preferred) for term in telling), *concepts])
    return any_of(_term(term, prefix, preferred, scattered=scattered) for term in group.terms)


def weighed(
    group: Group, documents: Mapping[str, int], preferred: tuple[str, ...]
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


def sought(group: Group, preferred: tuple[str, ...]) -> Sought:
    telling = [t for t in group.terms if not is_stop_word(t)] or group.terms
    loose = [term.words[0] for term in telling if not term.exact]
    return Sought(
        stems=frozenset(stem for word in loose for stem in stems(word, preferred)),
        surfaces=frozenset(fold(word) for t in telling if t.exact for word in t.words),
        prefixes=tuple(fold(term.words[0]) for term in telling if term.prefix),
        concepts=group.concepts,
    )
