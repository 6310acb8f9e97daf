"""What the library holds already of a work that somebody is about to send in.

Asked before she types, while she types and when she sends; always among what she may read. A list
that is brought in and a harvest of another library recognize a DOI and a link by the same rule
(`numbers_with_dois`, `with_link`). They decide without asking anybody, and so they go by fewer
clues than a person is shown: no ISBN, which a volume shares with its chapters, and no title that is
only nearly the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Left, Length, Right, Substr
from django.utils.translation import gettext as _
from rapidfuzz.distance import Levenshtein

from members.models import Member, fold
from members.tidy import on_one_line

from .identifiers import doi_in, isbn_forms, isbn_in, known_doi, link_in
from .models import Document, Resource
from .models.likeness import BLOCK, MIDDLE, bare_doi, bare_isbn, bare_link
from .models.resources import ResourceQuerySet

MOST_SHOWN = 5
MOST_COMPARED = 2_000
# Letters of a title from which on so many edits still leave it the same.
EDITS = ((12, 2), (6, 1))
LONGEST = 1_200


@dataclass(frozen=True)
class Clues:
    """By what a work may be recognized; each may be missing."""

    title: str = ""
    link: str = ""
    doi: str = ""
    isbn: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Known:
    """A work that the library has, and in what it is the same."""

    resource: Resource
    why: str


def clues_in(text: str) -> Clues:
    """What somebody typed into one box: a link, a DOI, an ISBN or a title."""
    words = on_one_line(text)[:LONGEST]
    doi, link, isbn = doi_in(words), link_in(words), isbn_in(words)
    if doi or link:
        return Clues(doi=doi, link=link)
    return Clues(isbn=isbn) if isbn else Clues(title=words)


def clues_of(resource: Resource) -> Clues:
    return Clues(
        title=resource.title,
        link=resource.source_url,
        doi=known_doi(resource.doi, resource.source_url),
        isbn=isbn_in(resource.isbn),
    )


def alike(clues: Clues, *, reader: Member, but: int = 0) -> list[Known]:
    """A few works that she may read, the surest first; `but` is the number of the one at hand.

    Her drafts are not of the library yet.
    """
    readable = Resource.objects.visible_to(reader).exclude(pk=but)
    readable = readable.exclude(status=Resource.Status.DRAFT)
    found: dict[int, Known] = {}
    for why, works in _asked(clues, readable, reader):
        for work in works[:MOST_SHOWN]:
            found.setdefault(work.pk, Known(work, why))
    return list(found.values())[:MOST_SHOWN]


def _asked(
    clues: Clues, readable: ResourceQuerySet, reader: Member
) -> Iterator[tuple[str, QuerySet[Resource]]]:
    if re.fullmatch("[0-9a-f]{64}", clues.sha256):
        files = Document.objects.visible_to(reader).filter(sha256=clues.sha256)
        yield _("the very same file"), readable.filter(pk__in=files.values("resource"))
    if clues.doi:
        named = numbers_with_dois(readable, {clues.doi}, most=MOST_SHOWN)
        yield _("the same DOI"), readable.filter(pk__in=named)
    if clues.isbn:
        isbns = [Value(one) for one in isbn_forms(clues.isbn)]
        held = readable.exclude(isbn="").alias(bare=bare_isbn(F("isbn")))
        yield _("the same ISBN"), held.filter(bare__in=isbns)
    if clues.link:
        yield _("the same link"), with_link(readable, clues.link)
    if clues.title:
        alike_ones = readable.filter(pk__in=_titled_alike(readable, fold(clues.title)))
        yield _("nearly the same title"), alike_ones


def with_link(works: ResourceQuerySet, link: str) -> ResourceQuerySet:
    """However it is written; what follows a "#" is a place in a page, and not looked at."""
    return _with_bare_links(works, [bare_link(Value(link))])


def numbers_with_dois(
    works: ResourceQuerySet, dois: Collection[str], *, most: int | None = None
) -> set[int]:
    """Of the works with one of these bare DOIs; with `most`, of so many by either way.

    Many have no DOI but a link that is one. Two questions, so that each is read off its index.
    """
    small = {doi.lower() for doi in dois}
    # As `bare_link` leaves them: to have Postgres fold hundreds takes longer than to find them.
    ends = {doi.partition("#")[0].rstrip("/") for doi in small}
    links = {f"{home}/{end}" for home in ("doi.org", "dx.doi.org") for end in ends}
    named = works.exclude(doi="").alias(bare=bare_doi(F("doi"))).filter(bare__in=small)
    asked = (named, _with_bare_links(works, links))
    return {pk for found in asked for pk in found.values_list("pk", flat=True)[:most]}


def _with_bare_links(works: ResourceQuerySet, bare: Collection[str | Func]) -> ResourceQuerySet:
    held = works.exclude(source_url="").alias(bare=bare_link(F("source_url")))
    return held.filter(bare__in=bare)


def _titled_alike(readable: ResourceQuerySet, title: str) -> list[int]:
    """Titles within two edits, by number, the nearest first; a short title allows fewer.

    Two edits cannot touch the beginning, the middle and the end of a title at once, so each
    candidate shares one of these blocks, the middle shifted by one letter at most. That is whole
    for titles of twenty letters and more; of shorter ones those escape that differ in their first
    letters and in their last.
    """
    title = title[: Resource._meta.get_field("sort_title").max_length]
    most = next((edits for letters, edits in EDITS if len(title) >= letters), 0)
    if not most:
        return list(readable.filter(sort_title=title).values_list("pk", flat=True)[:MOST_SHOWN])
    shortest, longest = len(title) - most, len(title) + most
    middles = [title[MIDDLE - 1 + shift :][:BLOCK] for shift in (-1, 0, 1)]
    share_a_block = (
        Q(begins=title[:BLOCK]) | Q(ends=title[-BLOCK:]) | Q(between__in=filter(None, middles))
    )
    candidates = (
        readable.alias(
            begins=Left("sort_title", BLOCK, output_field=CharField()),
            ends=Right("sort_title", BLOCK, output_field=CharField()),
            between=Substr("sort_title", MIDDLE, BLOCK, output_field=CharField()),
            letters=Length("sort_title"),
        )
        .filter(share_a_block, letters__gte=shortest, letters__lte=longest)
        .values_list("pk", "sort_title")[:MOST_COMPARED]
    )
    near = [
        (edits, pk)
        for pk, other in candidates
        if (edits := Levenshtein.distance(title, other, score_cutoff=most)) <= most
    ]
    return [pk for _edits, pk in sorted(near)[:MOST_SHOWN]]
