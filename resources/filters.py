"""The query string of the library: which facets and orders it has."""

from __future__ import annotations

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.search.asked import Asked, Facet, Words, read

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


class ResourceFilter(django_filters.FilterSet):
    """Reads the pinned parameters; the index, not the query set, does the filtering."""

    q = Words()
    theme = Facet()
    kind = Facet()
    language = Facet()
    region = Facet()
    country = Facet()
    year = Facet()
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))
    page = django_filters.NumberFilter(min_value=1, max_value=100_000)
    exactly = django_filters.BooleanFilter()

    class Meta:
        model = Resource
        fields: list[str] = []

    @cached_property
    def asked(self) -> Asked:
        self.form.is_valid()
        return read(self.form.cleaned_data, FACETS, usual="added")
