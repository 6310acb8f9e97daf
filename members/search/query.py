"""Reading what a person typed. Whatever it is, it is a question.

    gender budget      both words, in any inflection; in a row or not
    "gender budget"    exactly these words in a row
    -mining            without this word (or "quoted words")
    toolkit OR guide   either
    gend               the last word may be the beginning of one

Pure text; only `members.search` imports it.
"""

import re
from dataclasses import dataclass, field

from members.search.analysis import LONGEST, clean, fold, words
from members.search.languages import EVERY_STOP_WORD

MOST_LETTERS = 2_000
MOST_TERMS = 32
SHORTEST_PREFIX = 3

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_CHUNK = re.compile(r'(?P<minus>(?<!\S)[-−])?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """One or more words: `exact` ones in a row as they stand, others in any inflection."""

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False


@dataclass
class Query:
    """Every group must be met by one of its terms, and none of the `without`.

    `ignored` are words beyond the number that is searched.
    """

    groups: list[list[Term]] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.without


def read(typed: str, *, exactly: bool = False) -> Query:
    """The question that a person asks; `exactly` takes every word as it stands."""
    text = clean(typed[:MOST_LETTERS]).translate(_QUOTES)
    query = Query()
    alternative = False
    for found in _CHUNK.finditer(text):
        chunk = found["plain"] if found["quoted"] is None else found["quoted"]
        if found["quoted"] is None and chunk in {"OR", "|"}:
            alternative = bool(query.groups)
            continue
        last = found.end() == len(text) and not exactly
        terms = _terms(chunk, quoted=found["quoted"] is not None, exactly=exactly, last=last)
        if not terms:
            continue
        if found["minus"]:
            query.without.append(_together(terms, exact=found["quoted"] is not None))
        elif alternative:
            query.groups[-1].append(_together(terms, prefix=terms[-1].prefix))
        else:
            query.groups += [[term] for term in terms]
        alternative = False
    return _capped(query)


def is_stop_word(term: Term) -> bool:
    """A word that says nothing beside others. WHO and IT, in capitals, say something."""
    return not term.exact and len(term.words) == 1 and term.words[0] in EVERY_STOP_WORD


def _terms(chunk: str, *, quoted: bool, exactly: bool, last: bool) -> list[Term]:
    found = [word[:LONGEST] for word in words(chunk) if fold(word)]
    if not found:
        return []
    if quoted:
        return [Term(tuple(found[:MOST_TERMS]), exact=True)]
    if exactly or (len(found) == 1 and chunk.isupper() and found[0] in EVERY_STOP_WORD):
        return [Term((word,), exact=True) for word in found]
    terms = [Term((word,)) for word in found]
    if last and chunk[-1].isalnum() and len(found[-1]) >= SHORTEST_PREFIX:
        terms[-1] = Term(terms[-1].words, prefix=True)
    return terms


def _together(terms: list[Term], *, exact: bool = False, prefix: bool = False) -> Term:
    """The pieces of one chunk (self-help) as one term: in a row, if there are several."""
    joined = tuple(word for term in terms for word in term.words)
    return Term(joined, exact or terms[0].exact or len(terms) > 1, prefix and len(terms) == 1)


def _capped(query: Query) -> Query:
    """The first terms, each once; the rest is named as ignored."""
    seen: list[list[Term]] = []
    count = 0
    for group in query.groups:
        if group in seen:
            continue
        count += sum(len(term.words) for term in group)
        if count <= MOST_TERMS:
            seen.append(group)
        else:
            query.ignored += [word for term in group for word in term.words]
    query.groups = seen
    query.without = list(dict.fromkeys(query.without))[: MOST_TERMS // 2]
    return query
