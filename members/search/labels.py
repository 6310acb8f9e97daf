"""Bringing the index up to the themes' labels when somebody changes one.

Only rows that hold a changed label are touched: their vectors are mended in place, without the
text being read again.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction

from members.models import ThemeLabel
from members.search import lexemes
from members.search.index import settle
from members.search.lexemes import CONCEPT, METADATA, STEM, TITLE, phrase, quoted
from members.search.models import Label
from members.search.thesaurus import label_forms


class Name(NamedTuple):
    """A label as the thesaurus has it."""

    concept: str
    language: str
    text: str
    kind: str


def reindex_labels() -> int:
    """Take over the labels of all themes; how many concepts had changed."""
    rows = ThemeLabel.objects.values_list("theme__slug", "language", "text", "kind")
    return take_over(Name(*row) for row in rows.order_by("pk"))


def take_over(names: Iterable[Name]) -> int:
    """Make these the labels of the index, and mend the rows that hold one that came or went."""
    wanted = {name for name in names if label_forms(name.text, name.language, name.kind)[0]}
    with transaction.atomic():
        held = {
            Name(label.concept, label.language, label.text, label.kind): label.pk
            for label in Label.objects.select_for_update()
        }
        new, gone = wanted - held.keys(), held.keys() - wanted
        Label.objects.filter(pk__in=[held[name] for name in gone]).delete()
        Label.objects.bulk_create(_label(name) for name in sorted(new))
        changed = sorted({name.concept for name in new | gone})
        for concept in changed:
            _mend(concept)
        settle()
    return len(changed)


def _label(name: Name) -> Label:
    surfaces, stems = label_forms(name.text, name.language, name.kind)
    return Label(**name._asdict(), surfaces=surfaces, stems=stems)


def _mend(concept: str) -> None:
    """Write the concept where one of its labels stands, and strike it where none does any more."""
    labels = list(Label.objects.filter(concept=concept))
    for prefix, weights, weight in (("", "", ""), (METADATA, ":AB", "B"), (TITLE, ":A", "A")):
        lexeme = prefix + CONCEPT + concept
        held_by = lexemes.any_of(
            phrase([[quoted(mark + word) + weights for mark in marks] for word in written.split()])
            for label in labels
            for marks, written in (([""], label.surfaces), (["", STEM], label.stems))
        )
        _strike(lexeme, unless=held_by)
        if held_by:
            _write(concept, prefix, weight, where=held_by)


def _strike(lexeme: str, *, unless: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_row SET vector = ts_delete(vector, %s), core = ts_delete(core, %s)"
            " WHERE vector @@ %s::tsquery",
            [lexeme, lexeme, lexemes.all_of([quoted(lexeme), f"!{unless}" if unless else ""])],
        )


def _write(concept: str, prefix: str, weight: str, *, where: str) -> None:
    """Its place is behind all others, so that none of them moves."""
    written = quoted(CONCEPT + concept) + ":1" + weight
    lexeme = quoted(prefix + CONCEPT + concept)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_row SET vector = vector || %s::tsvector, core = core || %s::tsvector"
            " WHERE vector @@ %s::tsquery",
            [lexeme if prefix else written, written, f"{where} & !{lexeme}"],
        )
