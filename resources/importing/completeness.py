"""What a work needs before it may be published, and publishing what has it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from members.models import Member
from resources.models import Resource, ReviewStep
from resources.word_count import count_words

MOST_WORDS = 100


def is_complete(resource: Resource) -> bool:
    """In English, or described in English in 1 to 100 words."""
    said = resource.abstracts.filter(language="en").first()
    return is_described(resource.languages, said.text if said else "")


def is_described(languages: Iterable[str], english: str) -> bool:
    """Likewise, of a work that need not be in the library yet."""
    return "en" in languages or 1 <= count_words(english) <= MOST_WORDS


def publish_complete(waiting: list[Resource], *, by: Member) -> None:
    """Publish those that wait and are complete. The caller indexes and notes them."""
    for resource in waiting:
        if resource.status != Resource.Status.SUBMITTED or not is_complete(resource):
            continue
        resource.status, resource.published_at = Resource.Status.PUBLISHED, timezone.now()
        resource.reviewer = None
        resource.save(update_fields=["status", "reviewer", "published_at", "updated_at"])
        published_step(resource, by=by).save()


def published_step(resource: Resource, *, by: Member) -> ReviewStep:
    """Not saved yet."""
    return ReviewStep(
        resource=resource,
        deed=ReviewStep.Deed.PUBLISHED,
        by=by,
        status_before=Resource.Status.SUBMITTED,
        status_after=Resource.Status.PUBLISHED,
    )
