"""Deeds around stories of use: each is one transaction; whoever told one is written to.

The work is locked before its story, as in `actions`: publishing and showing at the same moment
wait for each other and do not block each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from members.models import Member
from members.notices.deliver import write_letter

from . import search
from .actions import NotNow
from .models import Resource, Story
from .oai import history

Status = Story.Status


class Changed(Exception):
    """The writer has changed the story since it was read by whoever decides."""


@transaction.atomic
def keep(*, resource: Resource, by: Member, words: Mapping[str, Any], whole: bool) -> Story:
    """Write down what she has told so far; her first words of this work begin the story.

    `words` are values by field. Raises `NotNow` once it is shown or declined, and for parts of a
    story that waits: it stays whole.
    """
    _lock(resource.pk)
    Story.objects.bulk_create([Story(resource=resource, author=by)], ignore_conflicts=True)
    story = Story.objects.select_for_update().get(resource=resource, author=by)
    if not story.is_editable or (story.status == Status.WAITING and not whole):
        raise NotNow
    for name, value in words.items():
        setattr(story, name, value)
    story.edition += 1
    story.save(update_fields=[*words, "edition"])
    return story


@transaction.atomic
def send(*, story: Story) -> None:
    """Hand it over to be read. What waits already stays in its place of the queue."""
    fresh = _fresh(story)
    if not fresh.is_editable:
        raise NotNow
    if fresh.status != Status.WAITING:
        fresh.status, fresh.sent_at = Status.WAITING, timezone.now()
        fresh.save(update_fields=["status", "sent_at"])


@transaction.atomic
def take_back(*, story: Story) -> None:
    """Make it a draft again, which nobody else reads. Raises `NotNow` for what was declined."""
    fresh = _fresh(story)
    if fresh.status == Status.DECLINED:
        raise NotNow
    _move(fresh, Status.DRAFT)


@transaction.atomic
def delete(*, story: Story) -> None:
    """For good, by who told it. Raises `NotNow` while others have it before them."""
    fresh = _fresh(story)
    if not fresh.is_deletable:
        raise NotNow
    fresh.delete()


@transaction.atomic
def show(*, story: Story, by: Member, edition: int) -> None:
    """Raises `Changed` if another edition was read, `NotNow` if it is elsewhere already."""
    begins = {Status.WAITING, Status.DECLINED}
    _decide(story, Status.SHOWN, by=by, edition=edition, begins=begins)


@transaction.atomic
def give_back(*, story: Story, by: Member, edition: int, reason: str) -> None:
    """Ask for a change. Raises like `show`."""
    begins = {Status.WAITING, Status.SHOWN}
    _decide(story, Status.RETURNED, by=by, edition=edition, begins=begins, reason=reason)


@transaction.atomic
def decline(*, story: Story, by: Member, edition: int, reason: str) -> None:
    """Raises like `show`."""
    begins = {Status.WAITING, Status.RETURNED, Status.SHOWN}
    _decide(story, Status.DECLINED, by=by, edition=edition, begins=begins, reason=reason)


def _lock(number: int) -> Resource:
    resource = Resource.objects.select_for_update().filter(pk=number).first()
    if resource is None:
        raise NotNow
    return resource


def _fresh(story: Story) -> Story:
    """Locked, and its work before it."""
    resource = _lock(story.resource_id)
    fresh = Story.objects.select_for_update(of=("self",)).select_related("author")
    found = fresh.filter(pk=story.pk).first()
    if found is None:
        raise NotNow
    found.resource = resource
    return found


def _decide(
    story: Story,
    ends: Story.Status,
    *,
    by: Member,
    edition: int,
    begins: set[Story.Status],
    reason: str = "",
) -> None:
    fresh = _fresh(story)
    if fresh.status not in begins:
        raise NotNow
    if fresh.edition != edition:
        raise Changed
    fresh.reason, fresh.decided_by, fresh.decided_at = reason, by, timezone.now()
    if ends == Status.SHOWN:
        fresh.shown_at = fresh.shown_at or fresh.decided_at
    fresh.save(update_fields=["reason", "decided_by", "decided_at", "shown_at"])
    _move(fresh, ends)
    _tell(fresh)


def _move(story: Story, ends: Story.Status) -> None:
    """Its words are found with the work as long as it is shown."""
    touched = Status.SHOWN in {story.status, ends}
    story.status = ends
    story.save(update_fields=["status"])
    if touched:
        search.index([story.resource])
        history.note([story.resource_id])


def _tell(story: Story) -> None:
    """The title of a work that has been closed to her meanwhile is not named."""
    author, resource = story.author, story.resource
    if author.status != Member.Status.ACTIVE:
        return
    seen = Resource.objects.visible_to(author).filter(pk=resource.pk).exists()
    facts = {
        "title": resource.title if seen else "",
        "url": settings.BASE_URL + resource.get_absolute_url() if seen else "",
        "reason": story.reason,
    }
    kind = f"story_{story.status}"
    write_letter(kind, address=author.email, recipient=author, context=facts)
