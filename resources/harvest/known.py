"""Whether a work that another library tells of is in ours already."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from members.models import fold
from resources.models import Resource

from .dublin_core import Facts, addresses


def work_known_as(facts: Facts, said: dict[str, Any]) -> Resource | None:
    """By its page here, its DOI, its link, or its title with year and language.

    Drafts are nobody's business yet, so they are no work of the library.
    """
    works = Resource.objects.exclude(status=Resource.Status.DRAFT).order_by("pk")
    found = works.filter(pk__in=_pages_of_ours(said)).first() or _by_marks(works, facts)
    return found or _by_title(works, facts)


def _by_marks(works: QuerySet[Resource], facts: Facts) -> Resource | None:
    found = None
    if doi := facts["doi"]:
        found = works.filter(doi__in={doi, doi.lower()}).first()
    if not found and (link := facts["source_url"]):
        found = works.filter(source_url=link).first()
    return found


def _by_title(works: QuerySet[Resource], facts: Facts) -> Resource | None:
    """Another DOI is another work, whatever it is called."""
    alike = works.filter(sort_title=fold(facts["title"])[:300], issued=facts["issued"])
    for work in alike[:20]:
        same_language = set(work.languages) & set(facts["languages"]) or not facts["languages"]
        both = work.doi.lower(), facts["doi"].lower()
        if same_language and not (all(both) and both[0] != both[1]):
            return work
    return None


def _pages_of_ours(said: dict[str, Any]) -> list[int]:
    """They may have harvested it from us."""
    start = re.escape(f"{settings.BASE_URL}{reverse('resources:resource_list')}")
    ours = re.compile(rf"{start}([1-9][0-9]{{0,17}})-")
    return [int(found[1]) for link in addresses(said) if (found := ours.match(link))]
