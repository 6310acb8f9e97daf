"""People in a list: whom the index finds, what things are called, and what of each is shown.

Views import it. The index answers with keys of the viewer's own; people are then loaded through
`Member.objects.listed_for`, and their fields pass `members.showing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from . import person_search, portraits
from .access import readable_group_ids
from .filters import FACETS
from .models import Affiliation, Group, Member, Membership, Organization, ProfileField
from .models.groups import GroupQuerySet
from .models.people import MemberQuerySet
from .search import narrowing
from .search.asked import Asked
from .search.find import find
from .search.found import Found, Hit
from .search.marking import marked
from .search.turning import reading_languages
from .showing import fields_open

PAGE_SIZE = 20
SHOWN_OFFERS = 4
FOLDED = frozenset(FACETS) - {"offers", "region"}
SHORTENED = frozenset({"organization", "group"})
MOST_NAMED = 60  # of those, the most frequent ones, of which some may be hidden from the viewer
KINDS = dict(Organization.Kind.choices)
# What stands in the place of a broader theme (see `narrowing.Names`).
ORGANIZATION, GROUP, HER_ASKS = "an organization", "a group", "she asks"
NONE = "-"  # no slug: what a filter asks for of which nothing may be known


def groups_offered(viewer: Member) -> GroupQuerySet:
    """Of which she may know who belongs to them: who is in a hidden one, its own people know."""
    inside = viewer.group_ids & readable_group_ids(viewer)
    open_to_members = ~Q(seen_by=Group.SeenBy.GROUP) | Q(pk__in=inside)
    return Group.objects.visible_to(viewer).filter(open_to_members).order_by()


def found_by(viewer: Member, asked: Asked) -> Found:
    filters = asked.chosen
    if wanted := filters["group"]:
        filters = filters | {"group": _groups_asked(viewer, wanted)}
    return find(
        words=asked.words,
        asker=person_search.keys_of(viewer),
        kind=person_search.KIND,
        filters=filters,
        sort=asked.sort,
        page=asked.page,
        size=PAGE_SIZE,
        languages=reading_languages(viewer),
        exactly=asked.exactly,
    )


def _groups_asked(viewer: Member, wanted: Sequence[str]) -> list[str]:
    """Those that she is offered, so that a hidden one finds as little as one that never was.

    Everybody belongs to the whole community, which therefore narrows nothing.
    """
    offered = groups_offered(viewer).filter(slug__in=wanted)
    known = dict(offered.values_list("slug", "parent_id"))
    return [] if None in known.values() else [*known] or [NONE]


class Names(narrowing.Names):
    """What the values of the directory's facets are called. One query at most."""

    def __init__(self, viewer: Member, found: Found, asked: Asked) -> None:
        self._viewer = viewer
        counted = {
            name: [slug for slug, _count in found.facets.get(name, ())[:MOST_NAMED]]
            for name in SHORTENED
        }
        self._organizations = {*counted["organization"], *asked.chosen["organization"]}
        self._groups = {*counted["group"], *asked.chosen["group"]}

    def of(self, facet: str, value: str) -> str:
        match facet:
            case "organization":
                return self.others(ORGANIZATION).get(value, value)
            case "group":
                return self.others(GROUP).get(value, value)
            case "organization_kind":
                return str(KINDS.get(value, value))
        return super().of(facet, value)

    def of_choice(self, facet: str, value: str) -> str:
        name = self.of(facet, value)
        if facet not in narrowing.THEMES:
            return name
        return _("%(facet)s: %(name)s") % {"facet": FACETS[facet], "name": name}

    @cached_property
    def list_url(self) -> str:
        return reverse("members:member_list")

    @property
    def groups(self) -> dict[str, str]:
        return self.others(GROUP)

    @property
    def her_asks(self) -> list[str]:
        """The themes in which the viewer looks for company."""
        return sorted(self.others(HER_ASKS))

    def _more(self) -> Sequence[QuerySet]:
        organizations = Organization.objects.visible_to(self._viewer).order_by()
        named = organizations.filter(slug__in=self._organizations)
        groups = groups_offered(self._viewer).filter(slug__in=self._groups)
        asks = self._viewer.asks.order_by()
        return (
            named.values_list("slug", Value(ORGANIZATION), Value(""), "name"),
            groups.values_list("slug", Value(GROUP), Value(""), "name"),
            asks.values_list("slug", Value(HER_ASKS), Value(""), "slug"),
        )


def facet_groups(found: Found, asked: Asked, names: Names) -> list[narrowing.Group]:
    """A group for every facet in which a choice would change something."""
    counted = found.facets.get("group", [])
    offered = [(slug, count) for slug, count in counted if slug in names.groups]
    found = replace(found, facets=found.facets | {"group": offered})
    return narrowing.groups(found, asked, names, facets=FACETS, folded=FOLDED, shortened=SHORTENED)


def lines(hits: Iterable[Hit], *, viewer: Member, names: Names) -> list[dict[str, Any]]:
    """What `members/_person.html` needs, in the order of the hits."""
    hits = list(hits)
    people = _for_lists(Member.objects.listed_for(viewer), viewer)
    by_pk = people.in_bulk([hit.object_id for hit in hits])
    return [
        _line(by_pk[hit.object_id], hit, viewer=viewer, names=names)
        for hit in hits
        if hit.object_id in by_pk
    ]


def found(hits: Sequence[Hit], viewer: Member | None) -> dict[int, dict[str, Any]]:
    """By number what `components/item.html` needs, for a list in which there are other things."""
    if viewer is None:
        return {}
    people = _for_lists(Member.objects.listed_for(viewer), viewer)
    by_pk = people.in_bulk([hit.object_id for hit in hits])
    lines = {}
    for hit in hits:
        if person := by_pk.get(hit.object_id):
            line = _told(person, hit, viewer=viewer, names=narrowing.Names())
            passage = [("", line["passage"], "")] if line["passage"] else []
            lines[person.pk] = {
                "url": line["url"],
                "title": line["name"],
                "meta": line["meta"],
                "snippets": passage,
            }
    return lines


def _for_lists(people: MemberQuerySet, viewer: Member) -> MemberQuerySet:
    """With all that a line is made of, in one statement."""
    together = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
    works_at = Affiliation.objects.current().filter(
        member=OuterRef("pk"), organization__in=Organization.objects.visible_to(viewer)
    )
    offers = Member.offers.through.objects.filter(member=OuterRef("pk"))
    return people.annotate(
        together=Exists(together.filter(member=OuterRef("pk"))),
        works_at=Subquery(works_at.order_by().values("organization__name")[:1]),
        offered=ArraySubquery(
            offers.order_by("theme__position", "theme__slug").values("theme__slug")
        ),
    ).only(
        *("name", "handle", "pronouns", "job_title", "country", "languages", "about", "picture"),
        *("for_groups", "for_nobody"),
    )


def _line(person: Any, hit: Hit, *, viewer: Member, names: Names) -> dict[str, Any]:
    """`person` was read by `_for_lists`; what she does not show to the viewer is left empty."""
    offered = person.offered if ProfileField.OFFERS in _shown(person, viewer) else []
    return {
        **_told(person, hit, viewer=viewer, names=names),
        "offers": [
            (f"{names.list_url}?offers={slug}", names.of("offers", slug))
            for slug in offered[:SHOWN_OFFERS]
        ],
        "more_offers": max(0, len(offered) - SHOWN_OFFERS),
    }


def _shown(person: Any, viewer: Member) -> Collection[str]:
    if person.pk == viewer.pk:
        return ProfileField.values
    return fields_open(person, together=person.together)


def _told(person: Any, hit: Hit, *, viewer: Member, names: narrowing.Names) -> dict[str, Any]:
    """All but what she offers."""
    shown = _shown(person, viewer)

    def told(field: ProfileField, value: Any) -> Any:
        return value if field in shown else ""

    country = str(told(ProfileField.COUNTRY, person.country))
    meta = (
        told(ProfileField.PRONOUNS, person.pronouns),
        told(ProfileField.JOB_TITLE, person.job_title),
        told(ProfileField.ORGANIZATION, person.works_at),
        names.of("country", country) if country else "",
    )
    return {
        "name": person.name,
        "url": person.get_absolute_url(),
        "picture": told(ProfileField.PICTURE, portraits.address(person)),
        "initials": portraits.initials(person.name),
        "meta": " · ".join(part for part in meta if part),
        "passage": told(ProfileField.ABOUT, marked(hit.snippet)) if hit.snippet else "",
    }
