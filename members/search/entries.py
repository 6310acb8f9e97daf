"""The shapes in which a room hands its things to the index. Anyone may import them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from members.models import Visibility

PUBLIC = Visibility.PUBLIC.value
MEMBERS = Visibility.MEMBERS.value

# Kinds of which some readers find more than others: such a thing has two entries, the fuller one
# under its number with a minus.
TWOFOLD = frozenset({"person"})
# Kinds whose things consist of pieces.
PIECED = frozenset({"thread"})


@dataclass(frozen=True, slots=True)
class Words:
    """A title, an abstract, a name: text whose language is known ("" when it is not)."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document; `document` is the room's own number of it."""

    number: int
    text: str
    language: str = ""
    document: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that the same people may read.

    A part is never open to more people than the entry: what is wider is narrowed when indexed.
    """

    access: frozenset[str]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that is hit by itself and written by itself, such as a post of a thread.

    `number` counts from 1; the first piece is the one that the titles name. By `marks` one can
    filter ("author": ("amina",)), but nobody counts them. It is never open to more people than
    the entry: None is as open as that, and what is wider is narrowed when indexed. Whoever shows
    a passage learns from a page's number where it stood.
    """

    number: int
    pages: tuple[Page, ...]
    added_at: datetime
    access: frozenset[str] | None = None
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Any one token of `access` opens it ("public", "members", "group-12", "staff" …). `facets` of a
    hierarchy carry the ancestors too. `prior` is a small bonus in the ranking, 0 to about 0.3.
    Whoever holds one of `fuller_for` finds the thing's fuller entry in the place of this one.
    Only things of the kinds in `PIECED` have `pieces`.
    """

    kind: str
    object_id: int
    titles: tuple[Words, ...]
    access: frozenset[str]
    added_at: datetime
    metadata: tuple[Words, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    pieces: tuple[Piece, ...] = ()
    sort_title: str = ""
    year: int | None = None
    prior: float = 0.0
    fuller_for: frozenset[str] = frozenset()
