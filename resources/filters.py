"""The query string of the library: which facets and orders it has."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from members.search.asked import Facet, ListFilter

from .models import Resource

SORTS = {
    "relevance": _("Best match"),
    "added": _("New in the library"),
    "newest": _("Newest work"),
    "oldest": _("Oldest work"),
    "title": _("Title"),
}
FACETS = {
    "theme": _("Theme"),
    "kind": _("Kind"),
    "language": _("Language"),
    "region": _("Region"),
    "country": _("Country"),
    "year": _("Year"),
}


class ResourceFilter(ListFilter):
    facets, usual = FACETS, "added"

    theme = Facet()
    kind = Facet()
    language = Facet()
    region = Facet()
    country = Facet()
    year = Facet()
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))

    class Meta:
        model = Resource
        fields: list[str] = []
