"""The list of organizations: its query string, what it is narrowed to, and the numbers beside it.

Two statements, whatever is asked: how many there are of each kind, country and standing, from
which all numbers of the page are added up, and the rows of one page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, F, Q
from django.db.models.lookups import IsNull
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from .models import Member, Organization, RegionCountry, fold
from .models.organizations import OrganizationQuerySet
from .search.found import Hit

FACETS = {
    "kind": _("Kind"),
    "region": _("Region"),
    "country": _("Country"),
    "standing": _("Standing"),
}
STANDINGS = {"member": _("Member institution"), "partner": _("Partner")}
KINDS = dict(Organization.Kind.choices)
SHOWN = 8
DESCRIPTION_WORDS = 30
LONGEST_QUERY = 200
MOST_WORDS = 8
MOST_VALUES = 30
MOST_PAGES = 100_000


class Option(TypedDict):
    url: str
    label: str
    amount: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """As `components/facet_group.html` draws it."""

    label: str
    options: list[Option]
    more: list[Option]
    closed: bool


@dataclass(frozen=True)
class Cell:
    """So many organizations that are alike in all by which the list can be narrowed."""

    kind: str
    region: str
    country: str
    standing: str
    count: int

    def fits(self, chosen: Mapping[str, list[str]], but: str = "") -> bool:
        """Whether they are in a list narrowed so, the facet `but` aside."""
        return all(
            not values or name == but or getattr(self, name) in values
            for name, values in chosen.items()
        )


@dataclass(frozen=True)
class Asked:
    """What a reader wants, and the addresses one step from it."""

    words: str
    chosen: dict[str, list[str]]
    page: int

    @classmethod
    def read(cls, query: QueryDict) -> Asked:
        """Never wrong: what is too long is cut, what nobody has finds nothing."""
        words = query.get("q", "").replace("\0", " ")[:LONGEST_QUERY].strip()
        page = query.get("page", "1")
        chosen = {
            name: [one for one in dict.fromkeys(query.getlist(name)) if one and "\0" not in one][
                :MOST_VALUES
            ]
            for name in FACETS
        }
        number = int(page) if page.isdecimal() and len(page) < 7 else 1
        return cls(words, chosen, min(max(number, 1), MOST_PAGES))

    def query(self, **chosen: Iterable[str]) -> str:
        """The query string with these facets chosen otherwise, from the first page on."""
        pairs = [("q", self.words)] if self.words else []
        for name, values in (self.chosen | chosen).items():
            pairs += [(name, value) for value in sorted(values)]
        return "?" + urlencode(pairs)

    def toggled(self, name: str, value: str) -> str:
        return self.query(**{name: set(self.chosen[name]) ^ {value}})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search of words keeps."""
        return [(name, value) for name, values in self.chosen.items() for value in values]

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen.values())


class OrganizationList:
    """What of the organizations that she may see was asked for."""

    def __init__(self, organizations: OrganizationQuerySet, asked: Asked) -> None:
        self.asked = asked
        self.with_words = organizations.listed().filter(_with_words(asked.words))

    @cached_property
    def total(self) -> int:
        return sum(one.count for one in self._cells if one.fits(self.asked.chosen))

    def rows(self, *, offset: int, limit: int) -> list[Any]:
        """A page of them, by name."""
        chosen = self.asked.chosen
        found = self.with_words
        if chosen["kind"]:
            found = found.filter(kind__in=chosen["kind"])
        if chosen["country"]:
            found = found.filter(country__in=chosen["country"])
        if chosen["standing"]:
            wanted = Q(pk__in=[])
            for standing in chosen["standing"]:
                if standing in STANDINGS:
                    wanted |= Q(member_since__isnull=standing == "partner")
            found = found.filter(wanted)
        if chosen["region"]:
            inside = [
                code for code, (region, _n) in self._places.items() if region in chosen["region"]
            ]
            found = found.filter(
                Q(region__code__in=chosen["region"]) | Q(region__isnull=True, country__in=inside)
            )
        return list(found.order_by("sort_name", "pk")[offset : offset + limit])

    def facets(self) -> list[Facet]:
        """Those in which a choice would change something."""
        made = []
        for name, label in FACETS.items():
            counts: Counter[str] = Counter()
            for cell in self._cells:
                value = getattr(cell, name)
                if value and cell.fits(self.asked.chosen, but=name):
                    counts[value] += cell.count
            chosen = self.asked.chosen[name]
            if not chosen and all(count == self.total for count in counts.values()):
                continue
            options = [
                Option(
                    url=self.asked.toggled(name, value),
                    label=self.name_of(name, value),
                    amount=intcomma(count),
                    chosen=value in chosen,
                )
                for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            ]
            closed = name == "country" and not chosen
            made.append(Facet(str(label), options[:SHOWN], options[SHOWN:], closed))
        return made

    def chosen(self) -> list[tuple[str, str]]:
        """Pairs of the address without this choice, and its name."""
        return [
            (self.asked.toggled(name, value), self.name_of(name, value))
            for name, values in self.asked.chosen.items()
            for value in values
        ]

    def name_of(self, facet: str, value: str) -> str:
        match facet:
            case "kind":
                return str(capfirst(KINDS.get(value, value)))
            case "standing":
                return str(STANDINGS.get(value, value))
            case "country":
                return str(countries.name(value) or value)
        return self._regions.get(value, value)

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """Code of a country → code and name of its region."""
        rows = RegionCountry.objects.select_related("region").order_by()
        return {str(row.country): (row.region.code, str(row.region)) for row in rows}

    @cached_property
    def _regions(self) -> dict[str, str]:
        return dict(self._places.values())

    @cached_property
    def _cells(self) -> list[Cell]:
        standing = IsNull(F("member_since"), False)
        alike = self.with_words.order_by().annotate(is_member=standing)
        counted = alike.values_list("kind", "region__code", "country", "is_member")
        return [
            Cell(
                kind=kind,
                region=region or self._places.get(str(country), ("", ""))[0],
                country=str(country),
                standing="member" if is_member else "partner",
                count=count,
            )
            for kind, region, country, is_member, count in counted.annotate(count=Count("pk"))
        ]


def _with_words(words: str) -> Q:
    """Each of the words is in the name, or in the acronym."""
    found = Q()
    for word in fold(words).split()[:MOST_WORDS]:
        found &= Q(sort_name__contains=word) | Q(sort_acronym__contains=word)
    return found


def line(organization: Organization) -> dict[str, Any]:
    """What `components/item.html` needs."""
    since = organization.member_since
    facts = [str(countries.name(organization.country) or "")]
    if since:
        facts.append(gettext("member institution since %(year)s") % {"year": since})
    return {
        "url": organization.get_absolute_url(),
        "title": str(organization),
        "kind": str(capfirst(KINDS.get(organization.kind, ""))),
        "meta": " · ".join(facts),
        "text": Truncator(organization.description).words(DESCRIPTION_WORDS),
        "text_lang": organization.description_language,
    }


def found(hits: Sequence[Hit], viewer: Member | None) -> dict[int, dict[str, Any]]:
    """The lines of those that the index found and she may see, by number."""
    listed = Organization.objects.visible_to(viewer).listed()
    by_pk = listed.in_bulk([hit.object_id for hit in hits])
    return {pk: line(one) for pk, one in by_pk.items()}
