"""How stories of use are shown: with whose organization, where and when. For pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Window
from django_countries import countries

from members.models import Member, Organization

from .models import Resource, Story

Status = Story.Status
BADGE_KINDS: dict[str, str] = {
    Status.DRAFT: "info",
    Status.WAITING: "info",
    Status.RETURNED: "warning",
    Status.SHOWN: "success",
    Status.DECLINED: "error",
}
MOST_OWN = 200
NEWEST = 3  # on the page of the work; the others are behind a link


@dataclass(frozen=True)
class Told:
    """A story as a page shows it. Who told it is named to members only."""

    story: Story
    organization: str
    author: str
    country: str

    @property
    def who_and_where(self) -> str:
        parts = (self.author, self.organization, self.country, str(self.story.year or ""))
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Own:
    """A story as its writer finds it; `title` is "" where she no longer sees the work."""

    story: Story
    title: str
    badge_kind: str


def told(story: Story, *, reader: Member | None) -> Told:
    """Reads `organization` and `author` of the story: select them with it."""
    organization = story.organization
    listed = organization and organization.status == Organization.Status.LISTED
    return Told(
        story=story,
        organization=str(organization) if listed else "",
        author=story.author.name if reader else "",
        country=str(countries.name(str(story.country))),
    )


def newest(resource: Resource, *, reader: Member | None) -> tuple[list[Told], int]:
    """The newest that she may read, and how many there are in all; one statement."""
    shown = Story.objects.visible_to(reader).shown().filter(resource=resource).recent()
    counted = shown.annotate(in_all=Window(Count("pk")))
    found = list(counted.select_related("organization", "author")[:NEWEST])
    return [told(one, reader=reader) for one in found], found[0].in_all if found else 0


def own(member: Member) -> list[Own]:
    """All that she has told, the newest first; one statement."""
    seen = Resource.objects.visible_to(member).published().filter(pk=OuterRef("resource"))
    hers = Story.objects.visible_to(member).filter(author=member)
    told = hers.annotate(is_seen=Exists(seen)).select_related("resource").order_by("-created_at")
    return [
        Own(one, one.resource.title if one.is_seen else "", BADGE_KINDS[one.status])
        for one in told[:MOST_OWN]
    ]
