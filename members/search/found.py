"""What a search answers with. Rooms and templates read it; it holds no HTML."""

from dataclasses import dataclass, field


@dataclass
class Snippet:
    """A passage in pieces, each with whether it is what was searched; where it stands."""

    pieces: list[tuple[str, bool]]
    document: int | None = None
    page: int | None = None


@dataclass
class Hit:
    """A thing that was found. `partial`: it lacks some of the words (see `Found.relaxed`).

    `piece`: the number of the piece that answers best, or 0: the thing as a whole.
    """

    kind: str
    object_id: int
    score: float = 0.0
    snippet: Snippet | None = None
    partial: bool = False
    piece: int = 0


@dataclass
class Amount:
    """How many were counted, and whether there are more."""

    total: int
    more: bool = False


@dataclass
class Found:
    """A page of hits with all that is said about them.

    `about`: more than 5,000 rows were hit; `total` is an estimate, and facets are counted on
    5,000 of them and scaled. `relaxed`: fewer than five things have all the words, and the hits
    marked partial come closest. `facets`: by name, values with counts, the most frequent first.
    `also_searched`: names of the same themes, in the reader's languages first. `ignored`: words
    beyond the number that is searched. `pages`: how many can be turned; `page`: which of them.
    `kinds`: where several kinds were searched, how many of each; then there are no facets.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    about: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    did_you_mean: str | None = None
    also_searched: list[str] = field(default_factory=list)
    relaxed: bool = False
    page: int = 1
    pages: int = 0
    ignored: list[str] = field(default_factory=list)
    kinds: dict[str, Amount] = field(default_factory=dict)
