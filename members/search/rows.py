"""From an entry to the rows that stand for it. Pure; only `index` imports it.

Words of a title weigh A, of the metadata B, of the body D. A row holds at most as many positions
and bytes as Postgres takes; a longer text is carried by several rows, of which no reader hears.

A piece carries the title of its thing lightly: it helps to be found by words of which others stand
in the piece, but alone it makes no hit, or a thread would be hit in each of its posts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from members.search import lexemes
from members.search.analysis import Form, clean, form, words, words_of_clean
from members.search.entries import MEMBERS, PUBLIC, Entry, Page, Piece, Words
from members.search.languages import EVERY_STOP_WORD, primary
from members.search.lexemes import CARRIED, CONCEPT, METADATA, PLACES, STEM, TITLE
from members.search.thesaurus import Thesaurus

MOST_WORDS = 15_000  # of a row, metadata and all
MOST_METADATA = 5_000  # words of metadata; what is beyond is indexed as body
GAP = 5  # positions between two texts, so that no phrase runs across
BODY_STEMS = 200  # the body's most frequent stems, kept with the metadata for ranking
PIECE_STEMS = 600  # of a piece, which is short: those that are met once as well
PAGE_LETTERS = 6_000  # of one stored piece of a page, so that a snippet never reads much more

Places = dict[str, str]  # by lexeme

_known: dict[str, lexemes.Known] = {}  # by language


@dataclass
class Draft:
    """A row before it is written."""

    core: str
    vector: str
    pages: tuple[Page, ...]
    access: frozenset[str]
    added_at: datetime
    part: int = 0
    piece: int = 0


class Metadata:
    """The words that all rows of an entry share, analysed once."""

    def __init__(self, entry: Entry, thesaurus: Thesaurus) -> None:
        self.places: Places = defaultdict(str)
        self.core: Places = defaultdict(str)
        self.end = 1
        self.overflow: list[Page] = []
        for text in entry.titles:
            self._add(text, "A", (TITLE, METADATA), thesaurus)
        for text in entry.metadata:
            self._add(text, "B", (METADATA,), thesaurus)

    def _add(
        self, text: Words, weight: str, prefixes: tuple[str, ...], thesaurus: Thesaurus
    ) -> None:
        if self.end > MOST_METADATA:
            self.overflow.append(Page(0, text.text, text.language))
            return
        forms = analysed(text.text, text.language)
        kept = forms[:MOST_METADATA]
        if len(forms) > len(kept):
            beyond = " ".join(f.surface for f in forms[MOST_METADATA:])
            self.overflow.append(Page(0, beyond, text.language))
        for number, f in enumerate(kept, self.end):
            place = PLACES[number] + weight
            for lexeme in lexemes.of(f):
                self.places[lexeme] += place
                for prefix in prefixes:
                    self.places.setdefault(prefix + lexeme, "")
            self.core[STEM + f.stem] += place
        for concept, start, _end in sorted(thesaurus.met_in(kept)):
            place = PLACES[self.end + start] + weight
            self.places[CONCEPT + concept] += place
            self.core[CONCEPT + concept] += place
            for prefix in prefixes:
                self.places.setdefault(prefix + CONCEPT + concept, "")
        self.end += len(kept) + GAP


class Carried:
    """What a piece holds of the titles of its thing; the first piece has them as its own words."""

    def __init__(self, entry: Entry, thesaurus: Thesaurus, *, first: bool) -> None:
        told = Metadata(replace(entry, metadata=()), thesaurus)
        if first:
            self.places = {lexeme: where for lexeme, where in told.places.items() if where}
            self.core, self.end = told.core, told.end
        else:
            named = [lexeme[1:] for lexeme in told.places if lexeme[0] == TITLE]
            self.places = {CARRIED + lexeme: "" for lexeme in named}
            self.core, self.end = dict.fromkeys(told.core, PLACES[1]), 1


Shared = Metadata | Carried


def analysed(text: str, language: str) -> list[Form]:
    """The forms of a text's words in their order."""
    language = primary(language)
    return [f for word in words(text) if (f := form(word, language)).surface]


def mark_names(entry: Entry, access: frozenset[str]) -> list[str]:
    """Access and facets of a row, by name."""
    fuller_for = ["", *sorted(entry.fuller_for)] if entry.fuller_for else []
    return [
        *(lexemes.access(token) for token in sorted(access)),
        *(lexemes.fuller(token) for token in fuller_for),
        *facet_names(entry),
    ]


def facet_names(entry: Entry) -> list[str]:
    return _names(entry.facets)


def _names(values: Mapping[str, Iterable[str]]) -> list[str]:
    named = (lexemes.facet(name, value) for name in values for value in values[name])
    return list(dict.fromkeys(name[:200] for name in named if "\0" not in name))


def drafts(entry: Entry, thesaurus: Thesaurus) -> Iterator[Draft]:
    """The rows of an entry: the record with what its readers may all read, then what is closed."""
    metadata = Metadata(entry, thesaurus)
    by_access: dict[frozenset[str], list[Page]] = {entry.access: [*metadata.overflow]}
    for part in entry.parts:
        by_access.setdefault(narrowed(part.access, entry.access), []).extend(part.pages)
    marks = {lexemes.mark(name): "" for name in facet_names(entry)}
    number = 0
    for access, pages in by_access.items():
        blank = Draft("", "", (), access, entry.added_at)
        for draft in _rows(pages, metadata, marks, thesaurus, blank):
            draft.part = number
            yield draft
            number += 1
    yield from pieces(entry, thesaurus)


def pieces(entry: Entry, thesaurus: Thesaurus) -> Iterator[Draft]:
    """The rows of its pieces alone."""
    if not entry.pieces:
        return
    first, others = (Carried(entry, thesaurus, first=first) for first in (True, False))
    names = facet_names(entry)
    for piece in entry.pieces:
        marks = {lexemes.mark(name): "" for name in [*names, *_names(piece.marks)]}
        shared = first if piece.number == 1 else others
        rows = _rows(piece.pages, shared, marks, thesaurus, _blank(piece, entry))
        for part, draft in enumerate(rows, start=1):
            draft.part = part
            yield draft


def _blank(piece: Piece, entry: Entry) -> Draft:
    access = entry.access if piece.access is None else narrowed(piece.access, entry.access)
    return Draft("", "", (), access, piece.added_at, piece=piece.number)


def _rows(
    pages: Iterable[Page], shared: Shared, marks: Places, thesaurus: Thesaurus, blank: Draft
) -> Iterator[Draft]:
    """As many as these pages need, like the blank one but for what they hold."""
    for chunk in _chunks(_short(pages), MOST_WORDS - shared.end) or [()]:
        yield from _fitting(chunk, shared, marks, thesaurus, blank)


def narrowed(access: frozenset[str], entry_access: frozenset[str]) -> frozenset[str]:
    """Nothing inside a thing is wider than the thing: such a part is as open as the entry."""
    if PUBLIC in entry_access or access <= entry_access:
        return access
    if MEMBERS in entry_access and PUBLIC not in access:
        return access
    return access & entry_access or entry_access


def _short(pages: Iterable[Page]) -> Iterator[Page]:
    """Cleaned pages, those without end cut into pieces of the same number at a space."""
    for page in pages:
        text = page.text
        while len(text) > PAGE_LETTERS:
            cut = text.rfind(" ", PAGE_LETTERS // 2, PAGE_LETTERS)
            cut = cut if cut > 0 else PAGE_LETTERS
            yield Page(page.number, clean(text[:cut]), page.language, page.document)
            text = text[cut:]
        yield Page(page.number, clean(text), page.language, page.document)


def _chunks(pages: Iterable[Page], room: int) -> list[tuple[Page, ...]]:
    """Pages in runs of at most `room` words; letters are counted by halves to be safe and quick."""
    runs: list[list[Page]] = []
    free = 0
    for page in pages:
        needed = len(words_of_clean(page.text)) + GAP if len(page.text) // 2 + GAP > free else 0
        needed = needed or len(page.text.split()) + GAP
        if not runs or needed > free:
            runs.append([])
            free = room
        runs[-1].append(page)
        free -= needed
    return [tuple(run) for run in runs]


def _fitting(
    pages: Sequence[Page], shared: Shared, marks: Places, thesaurus: Thesaurus, blank: Draft
) -> Iterator[Draft]:
    """One row, or where the vector would be too heavy, the rows of either half."""
    body = _body(pages, shared.end, thesaurus)
    vector = lexemes.vector({**_together(body, shared.places), **marks})
    if len(vector) < lexemes.MOST_BYTES // 4 or len(vector.encode()) < lexemes.MOST_BYTES:
        least, most = (1, PIECE_STEMS) if blank.piece else (2, BODY_STEMS)
        core = lexemes.vector(_core(body, shared.core, least=least, most=most))
        stored = tuple(page for page in pages if page.number)
        yield replace(blank, core=core, vector=vector, pages=stored)
        return
    half = len(pages) // 2
    yield from _fitting(pages[:half], shared, marks, thesaurus, blank)
    yield from _fitting(pages[half:], shared, marks, thesaurus, blank)


def _body(pages: Sequence[Page], start: int, thesaurus: Thesaurus) -> Places:
    """The lexemes of the pages, the first word of which stands at `start`.

    Places are gathered by word and language first, for a word is analysed once and met often.
    """
    met: dict[str, Places] = {}
    place = start
    for page in pages:
        by_word = met.setdefault(primary(page.language), defaultdict(str))
        found = words_of_clean(page.text)
        for word, where in zip(found, PLACES[place : place + len(found)], strict=False):
            by_word[word] += where
        place += len(found) + GAP
    body: Places = defaultdict(str)
    for language, by_word in met.items():
        known = _known.setdefault(language, lexemes.Known(language))
        for word, where in by_word.items():
            for lexeme in known[word]:
                body[lexeme] += where
    for concept, at in sorted(thesaurus.met_at(body)):
        body[CONCEPT + concept] += PLACES[at]
    return body


def _together(body: Places, shared: Places) -> Places:
    places = dict(body)
    for lexeme, where in shared.items():
        places[lexeme] = where + places.get(lexeme, "")
    return places


def _core(body: Places, shared: Places, *, least: int, most: int) -> Places:
    """What the ranking reads: the metadata, and what the body speaks of most."""
    counted: dict[str, int] = {}
    for lexeme, where in body.items():
        times = where.count(",")
        if times >= least and lexeme.lstrip(STEM) not in EVERY_STOP_WORD:
            if lexeme[0] not in "~@":
                lexeme = STEM + lexeme
            counted[lexeme] = counted.get(lexeme, 0) + times
    core = dict(shared)
    for lexeme, _times in sorted(counted.items(), key=itemgetter(1), reverse=True)[:most]:
        where = body.get(lexeme) or body[lexeme[1:]]
        core[lexeme] = core.get(lexeme, "") + ",".join(where.split(",", 5)[:5])
    return core
