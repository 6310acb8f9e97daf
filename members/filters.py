"""The query string of the directory: which facets and orders it has."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Member
from .search.asked import Facet, ListFilter

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


class MemberFilter(ListFilter):
    facets, usual = FACETS, "title"

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

    class Meta:
        model = Member
        fields: list[str] = []
