"""Entries for the tests of the search, and the people who ask."""

from datetime import UTC, datetime, timedelta

from members.search.entries import Entry, Page, Part, Words
from members.search.find import Found, find
from members.search.index import index
from members.search.labels import Name, take_over

VISITOR = frozenset({"public"})
AMINA = frozenset({"public", "members", "group-1"})
CHIDI = frozenset({"public", "members", "group-2"})
BINTOU = frozenset({"public", "members", "staff"})

LABELS = [
    Name("gender-based-violence", "en", "gender-based violence", "preferred"),
    Name("gender-based-violence", "en", "GBV", "abbreviation"),
    Name("gender-based-violence", "fr", "violence basée sur le genre", "preferred"),
    Name("gender-based-violence", "fr", "VBG", "abbreviation"),
    Name("gender-based-violence", "es", "violencia de género", "preferred"),
    Name("mainstreaming", "en", "gender mainstreaming", "preferred"),
    Name("mainstreaming", "fr", "intégration du genre", "preferred"),
]


def make_entry(object_id=1, title="A title", *, language="en", access=("public",), **kw):
    """`body` is the text of the only document, its pages parted by "|"; `files` who may read it."""
    body, files = kw.pop("body", ""), frozenset(kw.pop("files", access))
    pages = tuple(
        Page(number, text, kw.pop("body_language", language), document=1)
        for number, text in enumerate(body.split("|"), 1)
    )
    return Entry(
        kind=kw.pop("kind", "resource"),
        object_id=object_id,
        titles=(Words(title, language),),
        metadata=tuple(Words(text, language) for text in kw.pop("metadata", ())),
        access=frozenset(access),
        facets=kw.pop("facets", {}),
        parts=(Part(files, pages),) if body else (),
        sort_title=title,
        year=kw.pop("year", None),
        added_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=object_id),
        **kw,
    )


def make_index(*entries):
    index(entries)


def make_labels(labels=LABELS):
    return take_over(labels)


def ask(words="", asker=VISITOR, **kw) -> Found:
    return find(words=words, asker=asker, languages=kw.pop("languages", ["en"]), **kw)


def ids(words="", asker=VISITOR, **kw) -> list[int]:
    """The things that are found, without those that only come close."""
    return [hit.object_id for hit in ask(words, asker, **kw).hits if not hit.partial]


def passage(hit) -> str:
    """The snippet of a hit with what was found in brackets."""
    return "".join(f"[{text}]" if found else text for text, found in hit.snippet.pieces)
