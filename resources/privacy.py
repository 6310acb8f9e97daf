"""What the library holds of a person. See `members.privacy` for what is asked of each room."""

from __future__ import annotations

from collections.abc import Iterator

from members.models import Member
from members.privacy import (
    ANOTHERS,
    DELETED,
    ENDED,
    KEPT,
    Answer,
    Piece,
    delete_rows,
    forget_files,
    rows_of,
)

from . import search
from .actions import erase as erase_work
from .models import Document, Resource, Story, WaitingDocument
from .oai import history

THE_LIBRARYS = "The library's own work; nothing of her is in it but her name."

ANSWERS: dict[str, Answer] = {
    "resources.Resource.submitted_by": Answer(
        ENDED,
        "works-sent-in",
        (
            *("title", "status", "kind", "source_url", "publisher", "issued", "creators"),
            *("languages", "visibility", "license", "created_at", "published_at"),
        ),
    ),
    "resources.Resource.reviewer": Answer(KEPT, why=ANOTHERS),
    "resources.Collection.curator": Answer(KEPT, "collections", ("title", "slug")),
    "resources.Document.added_by": Answer(
        KEPT, "files", ("resource__title", "name", "media_type", "size", "language")
    ),
    "resources.Import.begun_by": Answer(KEPT, why=THE_LIBRARYS),
    "resources.ReadingListItem.member": Answer(DELETED, "reading-list", ("resource__title",)),
    "resources.ReadingListLink.member": Answer(DELETED, why="A key that she can make anew."),
    "resources.ReviewStep.by": Answer(KEPT, why=ANOTHERS),
    "resources.SavedSearch.member": Answer(DELETED, "searches-followed", ("name", "query")),
    "resources.Source.added_by": Answer(KEPT, why=THE_LIBRARYS),
    "resources.HarvestRun.asked_by": Answer(KEPT, why=THE_LIBRARYS),
    "resources.Story.author": Answer(
        ENDED,
        "stories",
        (
            *("resource__title", "purpose", "adapted", "changed", "country", "year", "visibility"),
            *("status", "created_at"),
        ),
    ),
    "resources.Story.decided_by": Answer(KEPT, why=ANOTHERS),
    "resources.WaitingDocument.sent_by": Answer(
        KEPT, "files-that-wait", ("resource__title", "name", "size")
    ),
}


def export(member: Member) -> Iterator[Piece]:
    """What she sent in, with its files; not what came through her from another library."""
    yield from rows_of(ANSWERS, member)
    sent_in = Resource.objects.filter(submitted_by=member).exclude(source_records__brought=True)
    documents = Document.objects.released().filter(added_by=member, resource__in=sent_in)
    for document in documents.order_by("resource", "number").iterator(chunk_size=200):
        yield Piece(f"{document.resource_id}-{document.number}-{document.name}", file=document.file)


def erase(member: Member, *, keep_words: bool) -> None:
    """Drafts go in any case: nobody else has seen them. Published works are the library's.

    Without `keep_words` what waits for review and all her stories go as well.
    """
    going = {Resource.Status.DRAFT, Resource.Status.RETURNED}
    if not keep_words:
        going |= {Resource.Status.SUBMITTED}
        _take_stories_away(member)
        waiting = WaitingDocument.objects.filter(sent_by=member)
        forget_files(waiting.values_list("file", flat=True))
        waiting.delete()
    Story.objects.filter(author=member, status=Story.Status.DRAFT).delete()
    for draft in Resource.objects.filter(submitted_by=member, status__in=going):
        erase_work(resource=draft)
    delete_rows(ANSWERS, member)


def _take_stories_away(member: Member) -> None:
    """Shown or not; the works are found without them from now on."""
    stories = Story.objects.filter(author=member)
    told_of = list(Resource.objects.published().filter(stories__in=stories).distinct())
    stories.delete()
    search.index(told_of)
    history.note([one.pk for one in told_of])
