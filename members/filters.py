"""The query string of the directory: which facets and orders it has."""

from __future__ import annotations

import django_filters
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .models import Member
from .search.asked import Asked, Facet, Words, read

SORTS = {
    "relevance": _("Best match"),
    "title": _("Name"),
    "added": _("New here"),
}
FACETS = {
    "offers": _("Offers company in"),
    "asks": _("Looks for company in"),
    "theme": _("Knows well"),
    "region": _("Region"),
    "country": _("Country"),
    "organization_kind": _("Kind of organization"),
    "organization": _("Organization"),
    "group": _("Group"),
    "language": _("Language"),
}


class MemberFilter(django_filters.FilterSet):
    """Reads the pinned parameters; the index, not the query set, does the filtering."""

    q = Words()
    offers = Facet()
    asks = Facet()
    theme = Facet()
    region = Facet()
    country = Facet()
    organization_kind = Facet()
    organization = Facet()
    group = Facet()
    language = Facet()
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))
    page = django_filters.NumberFilter(min_value=1, max_value=100_000)
    exactly = django_filters.BooleanFilter()

    class Meta:
        model = Member
        fields: list[str] = []

    @cached_property
    def asked(self) -> Asked:
        self.form.is_valid()
        return read(self.form.cleaned_data, FACETS, usual="title")
