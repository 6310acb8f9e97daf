"""Who could accompany whom: her asks beside the offers of others, and the other way round.

By theme; within one, people with whom she shares a language come first, then those of her region.
What somebody shows to her groups only, or to nobody, pairs for nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django_countries import countries

from .languages import language_name
from .models import (
    Accompaniment,
    Affiliation,
    Member,
    Membership,
    ProfileField,
    Theme,
)

Kind = Accompaniment.Kind

# Of a theme that many people name, so many are looked at, twice: those from the point of the day
# on, and those before it. Each day it lies elsewhere, so that not the same few are always asked.
_POOL = 100
_GOLDEN = 0.6180339887  # its multiples fall evenly, whatever the day

# Read off the indexes by theme and member. Who may be told of is decided on what comes back.
_NAMED = """
WITH today AS (SELECT (max(id) * %(share)s)::bigint AS point FROM members_member)
SELECT %(kind)s, wanted.theme_id, person.id, person.listed, person.for_nobody, person.for_groups,
    person.languages && %(languages)s::varchar[],
    person.country IN (
        SELECT near.country FROM members_regioncountry AS near
        JOIN members_regioncountry AS hers USING (region_id) WHERE hers.country = %(country)s
    )
FROM unnest(%(themes)s::bigint[]) AS wanted(theme_id)
CROSS JOIN LATERAL (
    (SELECT member_id, 0 AS turn FROM {table}
        WHERE theme_id = wanted.theme_id AND member_id >= (SELECT point FROM today)
        ORDER BY member_id LIMIT %(pool)s)
    UNION ALL
    (SELECT member_id, 1 FROM {table}
        WHERE theme_id = wanted.theme_id AND member_id < (SELECT point FROM today)
        ORDER BY member_id LIMIT %(pool)s)
) AS named
JOIN members_member AS person ON person.id = named.member_id
WHERE person.status = 'active' AND person.id <> %(viewer)s
ORDER BY named.turn, person.id
"""
# The asker looks among those who offer, and who offers among those who look.
_AMONG = {
    Kind.ASK: (ProfileField.OFFERS, _NAMED.format(table="members_member_offers")),
    Kind.OFFER: (ProfileField.ASKS, _NAMED.format(table="members_member_asks")),
}


@dataclass(frozen=True)
class Peer:
    """What the viewer may know of somebody who fits; what is not hers to see is empty."""

    person: Member
    job_title: str
    organization: str
    country: str
    common_languages: list[str]
    is_near: bool


@dataclass
class Match:
    """A theme of hers, with the people who fit; `has_more` than are named."""

    kind: Kind
    theme: Theme
    peers: list[Peer] = field(default_factory=list)
    has_more: bool = False


@dataclass(frozen=True)
class HerThemes:
    """`known` holds those that she asks or offers, and some more, by key and with their labels."""

    known: dict[int, Theme]
    asks: list[Theme]
    offers: list[Theme]

    def only(self, slug: str) -> HerThemes:
        """As if she had named no other theme."""
        asks = [theme for theme in self.asks if theme.slug == slug]
        offers = [theme for theme in self.offers if theme.slug == slug]
        return HerThemes(self.known, asks, offers)


def themes_of(viewer: Member, *, besides: set[int]) -> HerThemes:
    """What she asks and offers, and the themes of these keys besides."""
    asks, offers = (
        through.objects.filter(member=viewer, theme=OuterRef("pk"))
        for through in (Member.asks.through, Member.offers.through)
    )
    marked: Any = Theme.objects.annotate(is_ask=Exists(asks), is_offer=Exists(offers))
    hers = marked.filter(Q(is_ask=True) | Q(is_offer=True) | Q(pk__in=besides)).labelled()
    return HerThemes(
        {theme.pk: theme for theme in hers},
        [theme for theme in hers if theme.is_ask],
        [theme for theme in hers if theme.is_offer],
    )


@dataclass(frozen=True)
class _Named:
    """Somebody who names a theme that the viewer mirrors, and what she keeps to herself."""

    kind: Kind
    theme_id: int
    member_id: int
    listed: bool
    for_nobody: list[str]
    for_groups: list[str]
    same_language: bool
    same_region: bool

    def shows(self, what: ProfileField, is_together: bool) -> bool:
        return what not in self.for_nobody and (is_together or what not in self.for_groups)

    def may_be_told(self, is_together: bool) -> bool:
        """As `Member.objects.listed_for` and `members.showing` would say."""
        field = _AMONG[self.kind][0]
        return (self.listed or is_together) and self.shows(field, is_together)

    def rank(self, is_together: bool) -> tuple[bool, bool]:
        """The smaller, the better she fits."""
        speaks = self.same_language and self.shows(ProfileField.LANGUAGES, is_together)
        near = self.same_region and self.shows(ProfileField.COUNTRY, is_together)
        return not speaks, not near


def matches(viewer: Member, themes: HerThemes, *, most: int) -> list[Match]:
    """For each theme that she asks, then for each that she offers, at most so many people.

    Four queries at most, however many themes and people.
    """
    found = {(Kind.ASK, theme.pk): Match(Kind.ASK, theme) for theme in themes.asks}
    found |= {(Kind.OFFER, theme.pk): Match(Kind.OFFER, theme) for theme in themes.offers}
    named = _named(viewer, Kind.ASK, themes.asks) + _named(viewer, Kind.OFFER, themes.offers)
    together = _together(viewer, named)
    fitting = defaultdict(list)
    for one in named:
        if one.may_be_told(one.member_id in together):
            fitting[(one.kind, one.theme_id)].append(one)
    for key, ones in fitting.items():
        ones.sort(key=lambda one: one.rank(one.member_id in together))
        found[key].has_more = len(ones) > most
        del ones[most:]
    people = _people(viewer, {one.member_id for ones in fitting.values() for one in ones})
    for key, ones in fitting.items():
        found[key].peers = [
            _peer(people[one.member_id], viewer, one, one.member_id in together)
            for one in ones
            if one.member_id in people
        ]
    return list(found.values())


def _named(viewer: Member, kind: Kind, themes: list[Theme]) -> list[_Named]:
    if not themes:
        return []
    asked: dict[str, Any] = {
        "kind": kind.value,
        "themes": [theme.pk for theme in themes],
        "languages": list(viewer.languages),
        "country": str(viewer.country),
        "viewer": viewer.pk,
        "share": _share_of_the_day(),
        "pool": _POOL,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AMONG[kind][1], asked)
        return [_Named(Kind(name), *row) for name, *row in cursor.fetchall()]


def _share_of_the_day() -> float:
    """How far along the keys of members this day begins."""
    return timezone.localdate().toordinal() * _GOLDEN % 1


def _together(viewer: Member, named: list[_Named]) -> set[int]:
    """Those of them who are in a group with her, as far as it matters."""
    asked = {one.member_id for one in named if one.for_groups or not one.listed}
    if not asked:
        return set()
    shared = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
    return set(shared.filter(member__in=asked).values_list("member", flat=True))


def _people(viewer: Member, keys: set[int]) -> dict[int, Any]:
    """Through the door once more, with the name of where each works."""
    if not keys:
        return {}
    now = Affiliation.objects.current().filter(member=OuterRef("pk"))
    works_at = Subquery(now.values("organization__name")[:1])
    listed = Member.objects.listed_for(viewer).filter(pk__in=keys)
    return listed.annotate(works_at=works_at).in_bulk()


def _peer(person: Any, viewer: Member, one: _Named, is_together: bool) -> Peer:
    def shown(what: ProfileField, text: str | None) -> str:
        return (text or "") if one.shows(what, is_together) else ""

    is_foreign, is_far = one.rank(is_together)
    common = [language_name(code) for code in person.languages if code in viewer.languages]
    return Peer(
        person=person,
        job_title=shown(ProfileField.JOB_TITLE, person.job_title),
        organization=shown(ProfileField.ORGANIZATION, person.works_at),
        country=shown(ProfileField.COUNTRY, countries.name(str(person.country))),
        common_languages=[] if is_foreign else common,
        is_near=not is_far,
    )
