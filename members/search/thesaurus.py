"""Finding the names of themes in a row of words. Pure; only `members.search` imports it.

A label is met by its surfaces in a text of any language, or by its stems ("violences basées sur
le genre"); an abbreviation by its surface only, for its stem would be another word.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Protocol

from members.search.analysis import Form, form, words
from members.search.languages import primary
from members.search.lexemes import STEM

ABBREVIATION = "abbreviation"


class Named(Protocol):
    concept: str
    surfaces: str
    stems: str


class Met(NamedTuple):
    """A concept met at words `start` to `end` (behind the last)."""

    concept: str
    start: int
    end: int


def label_forms(text: str, language: str, kind: str) -> tuple[str, str]:
    """The surfaces and the stems of a label, as they are stored; no stems of an abbreviation."""
    forms = [form(word, primary(language)) for word in words(text)]
    surfaces = " ".join(f.surface for f in forms)
    return surfaces, "" if kind == ABBREVIATION else " ".join(f.stem for f in forms)


class Thesaurus:
    """All labels, ready to be met."""

    def __init__(self, labels: Iterable[Named]) -> None:
        self._by_surface: dict[str, list[tuple[list[str], str]]] = {}
        self._by_stem: dict[str, list[tuple[list[str], str]]] = {}
        for label in labels:
            for written, table in (
                (label.surfaces, self._by_surface),
                (label.stems, self._by_stem),
            ):
                parts = written.split()
                if parts:
                    table.setdefault(parts[0], []).append((parts, label.concept))

    def met_in(self, forms: Sequence[Form]) -> set[Met]:
        """Every label in a row of words, overlapping ones too."""
        surfaces = [f.surface for f in forms]
        stems = [f.stem for f in forms]
        return _met(surfaces, self._by_surface) | _met(stems, self._by_stem)

    def met_at(self, places: Mapping[str, str]) -> set[tuple[str, int]]:
        """Concepts with the place of their first word, in a text given by its lexemes' places.

        This costs by the labels that may be in the text, not by its length.
        """
        found: set[tuple[str, int]] = set()
        for first in self._by_lexeme.keys() & places.keys():
            for parts, concept in self._by_lexeme[first]:
                if all(a in places or b in places for a, b in parts):
                    rows = [_numbers(places.get(a, ""), places.get(b, "")) for a, b in parts]
                    found |= {
                        (concept, at)
                        for at in rows[0]
                        if all(at + step in row for step, row in enumerate(rows))
                    }
        return found

    @cached_property
    def _by_lexeme(self) -> dict[str, list[tuple[list[tuple[str, str]], str]]]:
        """By a lexeme with which a label may begin, the lexemes that its words may have.

        A stem is written with its mark, or bare where it is the word itself.
        """
        labels: dict[str, list[tuple[list[tuple[str, str]], str]]] = {}
        for table, mark in ((self._by_surface, ""), (self._by_stem, STEM)):
            for parts, concept in chain.from_iterable(table.values()):
                lexemes = [(mark + part, part) for part in parts]
                for first in {*lexemes[0]}:
                    labels.setdefault(first, []).append((lexemes, concept))
        return labels


def _numbers(*places: str) -> set[int]:
    return {int(at) for written in places for at in written.split(",") if at}


def _met(row: list[str], table: dict[str, list[tuple[list[str], str]]]) -> set[Met]:
    found: set[Met] = set()
    for start, first in enumerate(row):
        for parts, concept in table.get(first, ()):
            end = start + len(parts)
            if row[start:end] == parts:
                found.add(Met(concept, start, end))
    return found
