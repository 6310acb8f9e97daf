"""How a person becomes an entry of the index, and with which keys people are looked for.

Deeds that change a profile, an affiliation, a membership or a standing call `index_people` in
their transaction. Anyone above may import this; lists load what the index finds through
`Member.objects.listed_for` as a second lock.

What all members may see of a listed person is in her entry: words and facets. If she shows more to
her groups, they find a fuller entry in its place; whoever is not listed has none but that. What is
for nobody is not here. A group that is not known to all members is a facet of the fuller entry
only, which people of her other groups find, too: whoever offers groups as a facet asks
`Group.objects.visible_to` which of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from .models import Affiliation, Audience, Group, Member, Membership, Organization, ProfileField
from .models.vocabulary import RegionCountry, Theme
from .places import country_names
from .search import index as index_of_all
from .search.entries import MEMBERS, Entry, Page, Part, Words
from .showing import audience_of

KIND = "person"
# By these she can be found. Values are slugs and codes; a theme brings its broader one along.
FACETS = (
    *("region", "country", "organization", "organization_kind", "group", "theme", "language"),
    *("offers", "asks"),
)
THEME_FACETS = {
    "theme": ProfileField.THEMES,
    "offers": ProfileField.OFFERS,
    "asks": ProfileField.ASKS,
}
LABELS_IN = ("en", "fr", "es")  # the thesaurus knows the others by these
BATCH = 200


def key_of_group(group_id: int) -> str:
    """Held by those who belong to the group, and by nobody for an office or for being staff."""
    return f"with-group-{group_id}"


def keys_of(viewer: Member | None) -> frozenset[str]:
    """What opens entries of people to her; the same people as `Member.objects.listed_for`."""
    if viewer is None or viewer.status != Member.Status.ACTIVE:
        return frozenset()
    return frozenset({MEMBERS, _own_key(viewer.pk), *map(key_of_group, viewer.group_ids)})


def _own_key(member_id: int) -> str:
    """Opens an entry that nobody else may find: a person who is not listed and in no group."""
    return f"herself-{member_id}"


@dataclass
class Surroundings:
    """What entries need to know of the world, read once for many people."""

    regions: dict[str, str] = field(default_factory=dict)  # code of the region by country
    groups: dict[int, str] = field(default_factory=dict)  # slugs, of all but the whole community …
    known_groups: dict[int, str] = field(default_factory=dict)  # … and of those all members know

    @classmethod
    def now(cls) -> Surroundings:
        regions = dict(RegionCountry.objects.values_list("country", "region__code"))
        groups = {one.pk: one for one in Group.objects.all()}
        slugs = {pk: one.slug for pk, one in groups.items() if one.parent_id is not None}
        known = {pk: slug for pk, slug in slugs.items() if _is_known(groups[pk], groups)}
        return cls({str(code): region for code, region in regions.items()}, slugs, known)


def _is_known(group: Group, groups: dict[int, Group]) -> bool:
    """To every member; what stands under a hidden group is hidden with it."""
    if group.parent_id is None:
        return True
    hidden = group.seen_by == Group.SeenBy.GROUP
    return not hidden and _is_known(groups[group.parent_id], groups)


@transaction.atomic
def index_people(member_ids: Iterable[int]) -> None:
    """Renew the entries of these people: active ones are found, others are not any more.

    Locks their rows, so that of two deeds about one person the later one writes what both did.
    """
    wanted = set(member_ids)
    locked = Member.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=wanted)
    list(locked.values_list("pk"))
    people = list(_with_all(Member.objects.active().filter(pk__in=wanted)))
    index_of_all.remove(KIND, wanted)
    if people:
        around = Surroundings.now()
        index_of_all.index(entry for one in people for entry in entries_of(one, around))


def _with_all(members: QuerySet[Member]) -> QuerySet[Member]:
    """With all that an entry is made of, in a few statements."""
    labelled = Theme.objects.select_related("parent").prefetch_related("labels")
    current = Affiliation.objects.current().select_related("organization")
    within = Membership.objects.active().within_groups()
    return members.prefetch_related(
        *(Prefetch(name, labelled) for name in ("themes", "offers", "asks")),
        Prefetch("affiliations", current),
        Prefetch("memberships", within),
    )


def renew(size: int = BATCH) -> None:
    """Write anew what is outdated, and what is not in the index at all, some at a time."""
    for outdated in index_of_all.outdated(KIND, size=size):
        index_people(outdated)
    active = Member.objects.active().order_by("pk").values_list("pk", flat=True)
    for ids in _in_batches(index_of_all.missing(KIND, active), size):
        index_people(ids)


def expire(members: QuerySet[Member]) -> None:
    """The worker writes these anew: their organization or group is called or seen otherwise."""
    index_of_all.expire_some(KIND, members.values("pk"))


def expire_people_of(organization: Organization) -> None:
    expire(Member.objects.filter(affiliations__in=organization.affiliations.current()))


def expire_people_of_group(group: Group) -> None:
    """And of those below it, which are hidden with it."""
    below = Group.objects.with_those_below([group.pk])
    expire(Member.objects.filter(memberships__group__in=below))


def _in_batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def entries_of(member: Member, around: Surroundings) -> Iterator[Entry]:
    """What every member finds of one read by `_with_all`, and what more there is for her groups."""
    shown: dict[Audience, set[str]] = {audience: set() for audience in Audience}
    for name in ProfileField.values:
        shown[audience_of(member, name)].add(name)
    groups = {place.group_id for place in member.memberships.all()}
    theirs = frozenset(map(key_of_group, groups))
    has_more = bool(shown[Audience.GROUPS]) or not groups <= around.known_groups.keys()
    if member.listed:
        open_to_all = _facets(member, shown[Audience.MEMBERS], around, around.known_groups)
        entry = _entry(member, shown[Audience.MEMBERS], open_to_all, frozenset({MEMBERS}))
        yield replace(entry, fuller_for=theirs if has_more else frozenset())
    if not member.listed or (has_more and theirs):
        fields = shown[Audience.MEMBERS] | shown[Audience.GROUPS]
        facets = _facets(member, fields, around, around.groups)
        entry = _entry(member, fields, facets, theirs | {_own_key(member.pk)})
        yield replace(entry, object_id=-member.pk)


def _entry(
    member: Member, fields: set[str], facets: dict[str, tuple[str, ...]], access: frozenset[str]
) -> Entry:
    pages = _pages(member, fields)
    return Entry(
        kind=KIND,
        object_id=member.pk,
        titles=(Words(member.name),),
        metadata=tuple(_metadata(member, fields)),
        access=access,
        facets=facets,
        parts=(Part(access, pages),) if pages else (),
        sort_title=member.name,
        added_at=member.created_at,
    )


def _language(member: Member) -> str:
    """In which she probably writes of herself."""
    return member.languages[0] if member.languages else ""


def _pages(member: Member, fields: set[str]) -> tuple[Page, ...]:
    """What she tells at length, so that a passage of it can be shown."""
    about = member.about if ProfileField.ABOUT in fields else ""
    return (Page(1, about, _language(member)),) if about else ()


def _metadata(member: Member, fields: set[str]) -> Iterator[Words]:
    if ProfileField.JOB_TITLE in fields and member.job_title:
        yield Words(member.job_title, _language(member))
    if ProfileField.ORGANIZATION in fields and (organization := _organization(member)):
        yield Words(str(organization))
    if ProfileField.COUNTRY in fields and member.country:
        for name in country_names(str(member.country)):
            yield Words(name)
    for name in THEME_FACETS.values():
        for theme in getattr(member, name).all() if name in fields else ():
            for label in theme.labels.all():
                if label.kind == label.Kind.PREFERRED and label.language in LABELS_IN:
                    yield Words(label.text, label.language)


def _organization(member: Member) -> Organization | None:
    """Where she works now; one that is only proposed has no name for others yet."""
    for affiliation in member.affiliations.all():
        if affiliation.organization.status == Organization.Status.LISTED:
            return affiliation.organization
    return None


def _facets(
    member: Member, fields: set[str], around: Surroundings, groups: Mapping[int, str]
) -> dict[str, tuple[str, ...]]:
    """Of her groups, those whose slugs are given."""
    facets: dict[str, tuple[str, ...]] = {}
    if ProfileField.COUNTRY in fields and member.country:
        code = str(member.country)
        facets["country"] = (code,)
        facets["region"] = (around.regions[code],) if code in around.regions else ()
    if ProfileField.ORGANIZATION in fields and (organization := _organization(member)):
        facets["organization"] = (organization.slug,)
        facets["organization_kind"] = (organization.kind,)
    if ProfileField.GROUPS in fields:
        slugs = (groups.get(place.group_id) for place in member.memberships.all())
        facets["group"] = tuple(sorted(slug for slug in slugs if slug))
    if ProfileField.LANGUAGES in fields:
        facets["language"] = tuple(member.languages)
    for facet, name in THEME_FACETS.items():
        if name in fields:
            facets[facet] = _slugs(getattr(member, name).all())
    return facets


def _slugs(themes: Iterable[Theme]) -> tuple[str, ...]:
    broader = {theme.parent.slug for theme in themes if theme.parent}
    return tuple(sorted(broader | {theme.slug for theme in themes}))
