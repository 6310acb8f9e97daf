"""The ways to narrow the library, with counts, in the reader's language."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import cached_property

from members.search import narrowing
from members.search.asked import Asked
from members.search.found import Found

from .filters import FACETS
from .models import Resource

KINDS = dict(Resource.Kind.choices)
FOLDED = frozenset({"region", "country", "year"})


class Names(narrowing.Names):
    """What the values of the library's facets are called. One query at most."""

    def of(self, facet: str, value: str) -> str:
        if facet == "kind":
            return str(KINDS.get(value, value))
        return super().of(facet, value)

    def theme_url(self, slug: str) -> str:
        """The library, narrowed to this theme."""
        return f"{self._library_url}?theme={slug}"

    @cached_property
    def _library_url(self) -> str:
        return reverse("resources:resource_list")


def groups(found: Found, asked: Asked, names: Names) -> list[narrowing.Group]:
    """A group for every facet in which a choice would change something."""
    return narrowing.groups(found, asked, names, facets=FACETS, folded=FOLDED)
