"""What a measured page is, and words that are asked of all searches. Imported by what says which
pages are measured and by what measures them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from members.search import languages, lexemes
from members.search.models import Word

VISITOR = ""
SAMPLES = 8  # addresses of one page, asked in turn
FLOOR_B, FLOOR_C = "floor b", "floor c"
COMMON = ("women", "gender", "equality", "femmes", "genre", "violence", "participation", "género")


@dataclass(frozen=True)
class Page:
    """One kind of page, with its addresses; the budgets are those of the specification.

    `times` the median of floor c, so many SQL `statements`, so many `kilobytes` of compressed
    HTML; None where nothing was said. A page with a `form` is sent it, each time a new one; one
    that is asked `again` is asked by who has it already. `status` is what is to be answered.
    """

    name: str
    asker: str
    paths: tuple[str, ...]
    times: float | None = None
    statements: int | None = None
    kilobytes: int | None = None
    form: Callable[[], Mapping[str, str]] | None = None
    again: bool = False
    status: int = 200


def all_at(path: str, *queries: str) -> tuple[str, ...]:
    return tuple(path + query for query in queries)


def rare_words() -> tuple[str, ...]:
    """Words that stand in some few works, the same every time."""
    prefixes = (lexemes.STEM, lexemes.CONCEPT, lexemes.TITLE, lexemes.METADATA)
    rare = Word.objects.filter(documents__gt=0, word__regex="^[a-z]{6,}$").order_by("documents")
    found = [
        word
        for word in rare.values_list("word", flat=True)[:2000]
        if not word.startswith(prefixes) and word not in languages.EVERY_STOP_WORD
    ]
    return tuple(sorted(found, key=lambda word: word[::-1])[:SAMPLES])
