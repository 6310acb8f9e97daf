"""From an entry to the rows that stand for it. Pure; only `index` imports it.

Words of a title weigh A, of the metadata B, of the body D. A row holds at most as many positions
and bytes as Postgres takes; a longer text is carried by several rows, of which no reader hears.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from members.search import lexemes
from members.search.analysis import Form, clean, form, words, words_of_clean
from members.search.entries import MEMBERS, PUBLIC, Entry, Page, Words
from members.search.languages import EVERY_STOP_WORD, primary
from members.search.lexemes import CONCEPT, METADATA, PLACES, STEM, TITLE
from members.search.thesaurus import Thesaurus

MOST_WORDS = 15_000  # of a row, metadata and all
MOST_METADATA = 5_000  # words of metadata; what is beyond is indexed as body
GAP = 5  # positions between two texts, so that no phrase runs across
BODY_STEMS = 200  # the body's most frequent stems, kept with the metadata for ranking
PAGE_LETTERS = 6_000  # of one stored piece of a page, so that a snippet never reads much more

Places = dict[str, str]  # by lexeme

_known: dict[str, lexemes.Known] = {}  # by language


@dataclass
class Draft:
    """A row before it is written."""

    part: int
    access: frozenset[str]
    core: str
    vector: str
    pages: tuple[Page, ...]


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


def analysed(text: str, language: str) -> list[Form]:
    """The forms of a text's words in their order."""
    language = primary(language)
    return [f for word in words(text) if (f := form(word, language)).surface]


def mark_names(entry: Entry, access: frozenset[str]) -> list[str]:
    """Kind, access and facets of a row, by name."""
    fuller_for = ["", *sorted(entry.fuller_for)] if entry.fuller_for else []
    return [
        lexemes.kind(entry.kind),
        *(lexemes.access(token) for token in sorted(access)),
        *(lexemes.fuller(token) for token in fuller_for),
        *facet_names(entry),
    ]


def facet_names(entry: Entry) -> list[str]:
    named = (lexemes.facet(name, value) for name in entry.facets for value in entry.facets[name])
    return list(dict.fromkeys(name[:200] for name in named if "\0" not in name))


def drafts(entry: Entry, thesaurus: Thesaurus) -> Iterator[Draft]:
    """The rows of an entry: the record with what its readers may all read, then what is closed."""
    metadata = Metadata(entry, thesaurus)
    by_access: dict[frozenset[str], list[Page]] = {entry.access: [*metadata.overflow]}
    for part in entry.parts:
        by_access.setdefault(narrowed(part.access, entry.access), []).extend(part.pages)
    number = 0
    for access, pages in by_access.items():
        names = [lexemes.kind(entry.kind), *facet_names(entry)]
        marks = {lexemes.mark(name): "" for name in names}
        for chunk in _chunks(_short(pages), MOST_WORDS - metadata.end) or [()]:
            for draft in _fitting(chunk, metadata, marks, thesaurus):
                draft.part, draft.access = number, access
                yield draft
                number += 1


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
    pages: Sequence[Page], metadata: Metadata, marks: Places, thesaurus: Thesaurus
) -> Iterator[Draft]:
    """One row, or where the vector would be too heavy, the rows of either half."""
    places, core = _body(pages, metadata, thesaurus)
    vector = lexemes.vector({**places, **marks})
    if len(vector) < lexemes.MOST_BYTES // 4 or len(vector.encode()) < lexemes.MOST_BYTES:
        stored = tuple(page for page in pages if page.number)
        yield Draft(0, frozenset(), lexemes.vector(core), vector, stored)
        return
    half = len(pages) // 2
    yield from _fitting(pages[:half], metadata, marks, thesaurus)
    yield from _fitting(pages[half:], metadata, marks, thesaurus)


def _body(pages: Sequence[Page], metadata: Metadata, thesaurus: Thesaurus) -> tuple[Places, Places]:
    """All lexemes of the row, and those of its core.

    Places are gathered by word and language first, for a word is analysed once and met often.
    """
    met: dict[str, Places] = {}
    place = metadata.end
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
    for concept, start in sorted(thesaurus.met_at(body)):
        body[CONCEPT + concept] += PLACES[start]
    places = dict(body)
    for lexeme, where in metadata.places.items():
        places[lexeme] = where + places.get(lexeme, "")
    return places, _core(body, metadata)


def _core(body: Places, metadata: Metadata) -> Places:
    """What the ranking reads: the metadata, and what the body speaks of most."""
    counted: dict[str, int] = {}
    for lexeme, where in body.items():
        times = where.count(",")
        if times > 1 and lexeme.lstrip(STEM) not in EVERY_STOP_WORD:
            if lexeme[0] not in "~@":
                lexeme = STEM + lexeme
            counted[lexeme] = counted.get(lexeme, 0) + times
    core = dict(metadata.core)
    for lexeme, _times in sorted(counted.items(), key=itemgetter(1), reverse=True)[:BODY_STEMS]:
        where = body.get(lexeme) or body[lexeme[1:]]
        core[lexeme] = core.get(lexeme, "") + ",".join(where.split(",", 5)[:5])
    return core
