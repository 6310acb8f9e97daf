"""How stories of use are shown: with whose organization, where and when. For pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
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

    purpose: str
    adapted: str
    changed: str
    language: str
    country: str
    year: int
    organization: str | None
    acronym: str | None
    author: str
    handle: str  # "" where she is nobody's to meet

    @property
    def who_and_where(self) -> str:
        return " · ".join(part for part in (self.author, self.where) if part)

    @property
    def where(self) -> str:
        home = self.organization or ""
        if home and self.acronym:
            home = f"{home} ({self.acronym})"
        place = str(countries.name(self.country))
        parts = (home, place, str(self.year))
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Own:
    """A story as its writer finds it; `title` is "" where she no longer sees the work."""

    story: Story
    title: str
    badge_kind: str


def told_to(reader: Member | None) -> QuerySet[Story, Any]:
    """The facts of the stories that she may read, of works that she is known to see.

    The newest first, as `Told` takes them.

    An organization that somebody has proposed and nobody has looked at is not named.
    """
    shown = Story.objects.told_to(reader).recent()
    listed = {"organization__status": Organization.Status.LISTED}
    return shown.values(
        facts=JSONObject(
            purpose="purpose",
            adapted="adapted",
            changed="changed",
            language="language",
            country="country",
            year="year",
            organization=Case(When(**listed, then="organization__name")),
            acronym=Case(When(**listed, then="organization__acronym")),
            author=_author_named() if reader else Value(""),
            handle=_handle() if reader else Value(""),
        )
    )


def _author_named() -> Case:
    """By her name, as long as she is with us."""
    gone = When(author__status=Member.Status.LEFT, then=Value(_("Former member")))
    return Case(gone, default="author__name")


def _handle() -> Case:
    """Of people who have a page."""
    return Case(When(author__status=Member.Status.ACTIVE, then="author__handle"), default=Value(""))


def newest_told_to(reader: Member | None) -> ArraySubquery:
    """For an annotation of works: one story more than is shown, if there are more."""
    told = told_to(reader).filter(resource=OuterRef("pk"))
    return ArraySubquery(told[: NEWEST + 1])


def own(member: Member) -> list[Own]:
    """All that she has told, the newest first; one statement."""
    seen = Resource.objects.visible_to(member).published().filter(pk=OuterRef("resource"))
    hers = Story.objects.visible_to(member).filter(author=member)
    told = hers.annotate(is_seen=Exists(seen)).select_related("resource").order_by("-created_at")
    return [
        Own(one, one.resource.title if one.is_seen else "", BADGE_KINDS[one.status])
        for one in told[:MOST_OWN]
    ]
