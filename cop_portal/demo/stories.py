"""The demo's stories of use, told and decided as people do it."""

from __future__ import annotations

from typing import Any

from members.models import Member
from resources import story_actions
from resources.models import Resource, Story

from .data import load

WORDS = ("country", "year", "language", "visibility", "purpose", "adapted", "changed")


def seed_stories(librarian: Member) -> None:
    """One that is there already, in whatever state, is left alone."""
    for one in load("stories"):
        author = Member.objects.get(email=one["author"])
        resource = Resource.objects.published().get(title=one["title"])
        if not Story.objects.filter(author=author, resource=resource).exists():
            _tell(one, author, resource, librarian)


def _tell(one: dict[str, Any], author: Member, resource: Resource, librarian: Member) -> None:
    words = {name: one[name] for name in WORDS} | {"organization": author.organization}
    story = story_actions.keep(resource=resource, by=author, words=words, whole=True)
    story_actions.send(story=story)
    if one["ends"] == Story.Status.SHOWN:
        story_actions.show(story=story, by=librarian, edition=story.edition)
    elif one["ends"] == Story.Status.RETURNED:
        story_actions.give_back(
            story=story, by=librarian, edition=story.edition, reason=one["reason"]
        )
