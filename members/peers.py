"""Who could accompany whom: her asks beside the offers of others, and the other way round.

By theme; within one, people with whom she shares a language come first, then those of her region.
What somebody shows to her groups only, or to nobody, pairs for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Mod, RowNumber
from django.utils import timezone
from django_countries import countries

from .languages import language_name
from .models import (
    Accompaniment,
    Affiliation,
    Member,
    Membership,
    ProfileField,
    RegionCountry,
    Theme,
)

Kind = Accompaniment.Kind

# What the asker wants: of whom, by which field of hers and which of theirs.
_MIRRORED = {
    Kind.ASK: (ProfileField.ASKS, ProfileField.OFFERS),
    Kind.OFFER: (ProfileField.OFFERS, ProfileField.ASKS),
}
# A prime above the number of days of a month, so that each day others stand first.
_TURNS = 1009


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


def matches(viewer: Member, themes: HerThemes, *, most: int) -> list[Match]:
    """For each theme that she asks, then for each that she offers, at most so many people.

    Three queries, however many themes and people.
    """
    found = [Match(Kind.ASK, theme) for theme in themes.asks]
    found += [Match(Kind.OFFER, theme) for theme in themes.offers]
    rows = {
        (kind, row["theme_id"], row["member_id"]): row
        for kind in Kind
        for row in _rows(viewer, kind, [one.theme.pk for one in found if one.kind == kind], most)
    }
    people = _people(viewer, {member for _kind, _theme, member in rows})
    for (kind, theme_id, member_id), row in rows.items():
        match = next(one for one in found if (one.kind, one.theme.pk) == (kind, theme_id))
        if len(match.peers) == most:
            match.has_more = True
        elif member_id in people:
            match.peers.append(_peer(people[member_id], viewer, row))
    return found


def _rows(viewer: Member, kind: Kind, themes: list[int], most: int) -> list[dict[str, Any]]:
    """The best of each theme, in their order, and one more than asked for."""
    if not themes:
        return []
    theirs = _MIRRORED[kind][1]
    country = str(viewer.country) or "-"
    of_region = RegionCountry.objects.filter(region__countries__country=country)
    together = _together(viewer, OuterRef("member"))
    near = Q(member__country__in=of_region.values("country"))
    near &= _shown(ProfileField.COUNTRY, "member__")
    speaks = Q(member__languages__overlap=list(viewer.languages))
    speaks &= _shown(ProfileField.LANGUAGES, "member__")
    days = timezone.localdate().toordinal()
    through: Any = getattr(Member, theirs.value).through
    ranked = (
        through.objects.filter(theme__in=themes)
        .exclude(member=viewer)
        .annotate(together=together)
        .filter(_shown(theirs, "member__"), member__status=Member.Status.ACTIVE)
        .filter(Q(member__listed=True) | Q(together=True))
        .annotate(speaks=speaks, near=near, turn=Mod(F("member_id") * Value(days), _TURNS))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="theme_id",
                order_by=["-speaks", "-near", "turn", "member_id"],
            )
        )
    )
    best = ranked.filter(place__lte=most + 1).order_by("place")
    return list(best.values("theme_id", "member_id", "speaks", "near", "together"))


def _together(viewer: Member, member: OuterRef) -> Exists:
    """Whether that person and the viewer are in some group besides the whole community."""
    shared = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
    return Exists(shared.filter(member=member))


def _shown(what: ProfileField, person: str) -> Q:
    """Whether the person shows this field, if `together` is annotated."""
    hidden = Q(**{f"{person}for_nobody__contains": [what.value]})
    narrow = Q(**{f"{person}for_groups__contains": [what.value]})
    return ~hidden & (~narrow | Q(together=True))


def _people(viewer: Member, keys: set[int]) -> dict[int, Any]:
    """Through the door once more, with the name of where each works."""
    if not keys:
        return {}
    now = Affiliation.objects.current().filter(member=OuterRef("pk"))
    works_at = Subquery(now.values("organization__name")[:1])
    listed = Member.objects.listed_for(viewer).filter(pk__in=keys)
    return listed.annotate(works_at=works_at).in_bulk()


def _peer(person: Any, viewer: Member, row: dict[str, Any]) -> Peer:
    kept = set(person.for_nobody) | (set() if row["together"] else set(person.for_groups))
    common = [language_name(one) for one in person.languages if one in viewer.languages]
    return Peer(
        person=person,
        job_title="" if ProfileField.JOB_TITLE in kept else person.job_title,
        organization="" if ProfileField.ORGANIZATION in kept else person.works_at or "",
        country="" if ProfileField.COUNTRY in kept else countries.name(str(person.country)),
        common_languages=common if row["speaks"] else [],
        is_near=row["near"],
    )
