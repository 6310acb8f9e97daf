"""The passage of a hit that shows why it was found. Only `find` imports it.

Postgres picks pages of the rows that were hit (and only of those, so that nobody reads more than
she may) by a pattern blind to accents; the analyser then marks what was truly meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from members.search.analysis import Form, fold, form, tokens
from members.search.found import Snippet
from members.search.languages import EXCEPTIONS, primary
from members.search.models import Label
from members.search.plan import Plan
from members.search.thesaurus import Thesaurus
from members.search.wording import Sought

GROUPS = 8  # of the question by which pages and places are chosen; marked are all
PAGES = 4  # looked at for each hit, the first that hold any of the words
PLACES = 12  # looked at on each page
ANALYSED = 3  # passages of a hit that the analyser reads, the most promising ones
BEFORE, AFTER = 70, 190  # letters around what was found
SHORTEST_NEEDLE = 3

_HAMZA = "اأإآءؤئ"  # which stems exchange for one another
_ARABIC = re.compile("[\u0600-\u06ff]")
_SPACE = re.compile(r"\s+")


@dataclass
class _Passage:
    """A place of a page around which the words of `promise` groups of the question may stand."""

    promise: int
    found: re.Match[str]
    document: int
    number: int
    language: str


def snippets(plan: Plan, hits: Sequence[Sequence[int]]) -> list[Snippet | None]:
    """For each hit, given by its rows, its best passage; None where none has any of the words."""
    patterns = [_pattern(group, plan.labels) for group in plan.sought[:GROUPS]]
    hit_of = {row_id: number for number, row_ids in enumerate(hits) for row_id in row_ids}
    best: list[Snippet | None] = [None] * len(hits)
    if not patterns or not hit_of:
        return best
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT page.* FROM unnest(%s::bigint[]) AS hit(id) CROSS JOIN LATERAL ("
            "  SELECT row_id, document, number, language, text FROM search_pagetext"
            "  WHERE row_id = hit.id AND text ~ %s ORDER BY place LIMIT %s) AS page",
            [list(hit_of), "|".join(patterns), PAGES],
        )
        pages = cursor.fetchall()
    beginning = _finder(patterns)
    passages: dict[int, list[_Passage]] = {}
    for row_id, document, number, language, text in pages:
        for promise, found in _places(beginning, text):
            one = _Passage(promise, found, document, number, primary(language))
            passages.setdefault(hit_of[row_id], []).append(one)
    thesaurus = Thesaurus(plan.labels)
    for number, ones in passages.items():
        best[number] = _best(ones, plan.sought, thesaurus)
    return best


def _finder(patterns: Sequence[str]) -> re.Pattern[str]:
    """The pattern for Python, a group for each; where all begin with a word, that is asked once."""
    joined = "|".join(f"({pattern})" for pattern in patterns)
    if _ARABIC.search(joined):
        return re.compile(joined.replace(r"\m", r"\b"))
    return re.compile(rf"\b(?:{joined})".replace(r"\m", ""))


def _places(beginning: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """The first places that look right, each with how many groups look to be near."""
    found = list(islice(beginning.finditer(text), PLACES))
    for number, first in enumerate(found):
        near = {one.lastindex for one in found[number:] if one.start() < first.end() + AFTER}
        yield len(near), first


def _best(
    passages: list[_Passage], sought: Sequence[Sought], thesaurus: Thesaurus
) -> Snippet | None:
    passages.sort(key=lambda one: -one.promise)
    best, most = None, 0
    for one in passages[:ANALYSED]:
        worth, pieces = _cut(one, sought, thesaurus)
        if worth > most:
            best, most = Snippet(pieces, one.document, one.number), worth
        if worth >= one.promise:
            break
    return best


def _cut(
    passage: _Passage, sought: Sequence[Sought], thesaurus: Thesaurus
) -> tuple[int, list[tuple[str, bool]]]:
    """How many groups of the question truly stand around a place, and the passage in pieces."""
    text, found = passage.found.string, passage.found
    first = max(0, found.start() - BEFORE)
    if first:
        first = text.find(" ", first, found.start()) + 1 or first
    last = found.end() + AFTER
    last = text.rfind(" ", found.end(), last) if last < len(text) else len(text)
    last = last if last > 0 else found.end() + AFTER
    row = list(tokens(text[first:last]))
    marked = _marked([form(token.text, passage.language) for token in row], sought, thesaurus)
    pieces = [("… ", False)] if first else []
    at = first
    for place in sorted(marked):
        start, end = first + row[place].start, first + row[place].end
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces += [(text[at:last], False), (" …" if last < len(text) else "", False)]
    worth = len(set().union(*marked.values()))
    return worth, [(_SPACE.sub(" ", piece), hit) for piece, hit in pieces if piece]


def _marked(
    forms: Sequence[Form], sought: Sequence[Sought], thesaurus: Thesaurus
) -> dict[int, set[int]]:
    """By place of a word, the groups of the question that it answers."""
    marked: dict[int, set[int]] = {}
    for number, group in enumerate(sought):
        for place, one in enumerate(forms):
            if (
                one.stem in group.stems
                or one.surface in group.surfaces
                or (group.prefixes and one.surface.startswith(group.prefixes))
            ):
                marked.setdefault(place, set()).add(number)
    for met in thesaurus.met_in(forms):
        for number, group in enumerate(sought):
            if met.concept in group.concepts:
                for place in range(met.start, met.end):
                    marked.setdefault(place, set()).add(number)
    return marked


def _irregular() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in EXCEPTIONS.values():
        for word, stem in table.items():
            found.setdefault(stem, set()).add(word)
    return found


_IRREGULAR = _irregular()


def _pattern(group: Sought, labels: Sequence[Label]) -> str:
    """A regular expression for places that may answer a group: beginnings of words and labels."""
    words = {*group.stems, *group.surfaces, *group.prefixes}
    told = {word for word in words if len(word) >= SHORTEST_NEEDLE} or words
    names = {label.stems or label.surfaces for label in labels if label.concept in group.concepts}
    return "|".join(
        [_beginning(word) for word in sorted(told)]
        + [r"\w*\W+".join(_beginning(word) for word in name.split()) for name in sorted(names)]
    )


def _beginning(stem: str) -> str:
    """What all words of a stem begin with; the few that begin otherwise beside it."""
    irregular = _IRREGULAR.get(stem, set())
    if len(stem) > 4 and stem.endswith(("i", "iz")):  # policy and policies, organise and organize
        stem = stem.rstrip("z")[: -1 if stem.endswith("i") else None]
    anchor = "" if _ARABIC.match(stem) else r"\m"  # Arabic hangs its article before
    return (
        anchor + "(?:" + "|".join(_blind(fold(word)) for word in sorted({stem, *irregular})) + ")"
    )


def _variants() -> dict[str, str]:
    """By folded letter, all letters that fold to it."""
    found: dict[str, str] = {}
    blocks: Iterable[int] = [*range(0x41, 0x250), *range(0x370, 0x530), *range(0x620, 0x6D4)]
    for point in blocks:
        letter = chr(point)
        if unicodedata.category(letter)[0] == "L":
            folded = fold(letter)
            if len(folded) == 1:
                found[folded] = found.get(folded, "") + letter
    return found | dict.fromkeys(_HAMZA, _HAMZA)


_VARIANTS = _variants()


def _blind(word: str) -> str:
    """A pattern that meets a folded word with any accents, in any case."""
    return "".join(
        f"[{_VARIANTS[letter]}]" if len(_VARIANTS.get(letter, "")) > 1 else re.escape(letter)
        for letter in word
    )
