"""Whether a work that another library tells of is in ours already."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import reverse

from members.models import fold
from resources.identifiers import are_other_dois, known_doi
from resources.known import numbers_with_dois, with_link
from resources.models import Resource
from resources.models.resources import ResourceQuerySet

from .dublin_core import Facts, addresses

MOST_COMPARED = 20


def work_known_as(facts: Facts, said: dict[str, Any]) -> Resource | None:
    """By its page here, its DOI, its link, or its title with year and language.

    Drafts are nobody's business yet, so they are no work of the library.
    """
    works = Resource.objects.exclude(status=Resource.Status.DRAFT).order_by("pk")
    found = works.filter(pk__in=_pages_of_ours(said)).first() or _by_marks(works, facts)
    return found or _by_title(works, facts)


def _by_marks(works: ResourceQuerySet, facts: Facts) -> Resource | None:
    found = None
    if doi := facts["doi"]:
        found = works.filter(pk__in=numbers_with_dois(works, {doi})).first()
    if not found and (link := facts["source_url"]):
        found = _by_link(works, link)
    return found


def _by_link(works: ResourceQuerySet, link: str) -> Resource | None:
    """Some libraries keep all their works behind the "#" of one address."""
    place = link.partition("#")[2]
    alike = with_link(works, link)[:MOST_COMPARED]
    return next((work for work in alike if work.source_url.partition("#")[2] == place), None)


def _by_title(works: ResourceQuerySet, facts: Facts) -> Resource | None:
    title = fold(facts["title"])[: Resource._meta.get_field("sort_title").max_length]
    doi = known_doi(facts["doi"])
    for work in works.filter(sort_title=title, issued=facts["issued"])[:MOST_COMPARED]:
        same_language = set(work.languages) & set(facts["languages"]) or not facts["languages"]
        if same_language and not are_other_dois(known_doi(work.doi, work.source_url), doi):
            return work
    return None


def _pages_of_ours(said: dict[str, Any]) -> list[int]:
    """They may have harvested it from us."""
    start = re.escape(f"{settings.BASE_URL}{reverse('resources:resource_list')}")
    ours = re.compile(rf"{start}([1-9][0-9]{{0,17}})-")
    return [int(found[1]) for link in addresses(said) if (found := ours.match(link))]
