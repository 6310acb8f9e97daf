"""The one search of the portal: people, organizations, groups, works and threads in one order.

Each room says how what it found is shown, and loads it through its own `visible_to`: the index is
one lock, that is the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forums import search as forums
from members import directory, group_search, organization_index, organization_list, person_search
from members.access import public
from members.models import Member
from members.search import turning
from members.search.asked import Asked, Facet, ListFilter
from members.search.find import find_among
from members.search.found import Amount, Found, Hit
from resources import listing
from resources import search as library
from resources.models import Resource

PAGE_SIZE = 20

Lines = dict[int, dict[str, Any]]  # by number what `components/item.html` needs


@dataclass(frozen=True)
class Kind:
    """What can be found: how many and one are called, and how a page of it is shown."""

    many: str | Promise
    one: str | Promise
    found: Callable[[Sequence[Hit], Member | None], Lines]


KINDS: dict[str, Kind] = {
    person_search.KIND: Kind(gettext_lazy("People"), gettext_lazy("Person"), directory.found),
    organization_index.KIND: Kind(
        gettext_lazy("Organizations"), gettext_lazy("Organization"), organization_list.found
    ),
    group_search.KIND: Kind(gettext_lazy("Groups"), gettext_lazy("Group"), group_search.found),
    forums.KIND: Kind(gettext_lazy("Forums"), gettext_lazy("Forums"), forums.found),
    library.KIND: Kind(gettext_lazy("Library"), gettext_lazy("Library"), listing.found),
}


class SearchFilter(ListFilter):
    facets, usual = ("kind",), "relevance"

    kind = Facet()

    class Meta:
        model = Resource
        fields: list[str] = []


@public("Everybody searches what she may see; each room asks visible_to.")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = SearchFilter(request.GET, queryset=Resource.objects.none()).asked
    chosen = next((kind for kind in asked.chosen["kind"] if kind in KINDS), "")
    found = _found(request.member, asked, chosen)
    return render(
        request,
        "search.html",
        {
            **turning.ways_on(asked, found, {}),
            "items": _items(found, request.member),
            "tabs": _tabs(found, asked, chosen),
            "chosen": chosen,
        },
    )


def _found(member: Member | None, asked: Asked, chosen: str) -> Found:
    """What opens people opens nothing else, and the other way about: she asks with both."""
    return find_among(
        list(KINDS),
        words=asked.words,
        asker=forums.keys_of(member) | person_search.keys_of(member),
        kind=chosen or None,
        page=asked.page,
        size=PAGE_SIZE,
        languages=turning.reading_languages(member),
        exactly=asked.exactly,
    )


def _items(found: Found, member: Member | None) -> list[dict[str, Any]]:
    """The hits in their order, each with the word for its kind."""
    lines: dict[str, Lines] = {}
    for name, kind in KINDS.items():
        if hits := [hit for hit in found.hits if hit.kind == name]:
            lines[name] = kind.found(hits, member)
    items = []
    for hit in found.hits:
        if line := lines[hit.kind].get(hit.object_id):
            kinds = (str(KINDS[hit.kind].one), line.get("kind", ""))
            items.append(line | {"kind": " · ".join(filter(None, kinds))})
    return items


def _tabs(found: Found, asked: Asked, chosen: str) -> list[tuple[str, str, str, bool]]:
    """Name, how many, address and whether it is this one; of kinds of which there is something."""
    amounts = found.kinds.values()
    everything = Amount(sum(one.total for one in amounts), any(one.more for one in amounts))
    tabs = [(_("All"), _amount(everything), asked.query(chosen={"kind": []}), not chosen)]
    for name, amount in found.kinds.items():
        if amount.total or name == chosen:
            address = asked.query(chosen={"kind": [name]})
            tabs.append((str(KINDS[name].many), _amount(amount), address, name == chosen))
    return tabs if found.kinds else []


def _amount(amount: Amount) -> str:
    number = intcomma(amount.total)
    return _("more than %(n)s") % {"n": number} if amount.more else number
