"""How a resource becomes an entry of the index, and how the library is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from members.access import group_lexeme, keys_of
from members.models import Member, RegionCountry, Theme, Visibility
from members.places import country_names
from members.search import index as index_of_all
from members.search.entries import Entry, Page, Part, Words
from members.search.related import alike

from .models import Document, Practice, Resource, Story
from .practices import TEXTS, listed_organizations

KIND = "resource"
# The pages of a practice's own words; those of its files count from 1.
PRACTICE_DOCUMENT = 0
# Likewise those of the stories of use, one page each.
STORY_DOCUMENT = -1
MOST_RELATED = 5


def index(resources: Iterable[Resource]) -> None:
    """Renew the entries of published resources, in the transaction of the caller."""
    published = [one for one in resources if one.status == Resource.Status.PUBLISHED]
    for one in published:
        # What was prefetched before the deed may be out of date.
        one.__dict__.pop("_prefetched_objects_cache", None)
        one._state.fields_cache.pop("practice", None)
    prefetch_related_objects(
        published,
        "abstracts",
        "groups",
        "regions",
        Prefetch("themes", Theme.objects.select_related("parent").prefetch_related("labels")),
        Prefetch("documents", Document.objects.released().newest().prefetch_related("pages")),
        Prefetch("stories", Story.objects.shown().recent()),
        Prefetch("practice", Practice.objects.prefetch_related(listed_organizations())),
    )
    regions = dict(RegionCountry.objects.values_list("country", "region__code"))
    index_of_all.index(entry_of(one, regions) for one in published)


def renew() -> None:
    """Write the outdated entries anew, a few hundred in a transaction."""
    for ids in index_of_all.outdated(KIND, size=200):
        with transaction.atomic():
            rows = Resource.objects.published().select_for_update(of=("self",))
            published = list(rows.filter(pk__in=ids))
            index(published)
            index_of_all.remove(KIND, set(ids) - {one.pk for one in published})


def forget(resources: Iterable[Resource]) -> None:
    """Take entries out of the index: withdrawn, or back in review."""
    index_of_all.remove(KIND, [one.pk for one in resources])


def related(resource: Resource, themes: Sequence[str], *, member: Member | None) -> list[Resource]:
    """Up to five works on its themes that she may see: the index finds, `visible_to` asks."""
    found = alike(
        KIND,
        resource.pk,
        facet="theme",
        values=themes,
        asker=keys_of(member),
        limit=MOST_RELATED,
    )
    by_pk = Resource.objects.visible_to(member).published().in_bulk(found) if found else {}
    return [by_pk[pk] for pk in found if pk in by_pk]


def entry_of(resource: Resource, regions: dict[str, str]) -> Entry:
    """`regions` maps the code of a country to the code of its region. Reads what is prefetched."""
    language = resource.languages[0] if resource.languages else "en"
    return Entry(
        kind=KIND,
        object_id=resource.pk,
        titles=(Words(resource.title, language),),
        metadata=tuple(_metadata(resource, language)),
        access=_keys(resource, resource.visibility),
        facets=_facets(resource, regions),
        parts=(
            # The record shows them, so they are as open as the record, whatever its files are.
            Part(access=_keys(resource, resource.visibility), pages=_told(resource, language)),
            *_stories(resource),
            Part(
                access=_file_keys(resource),
                pages=tuple(
                    Page(
                        number=page.number,
                        text=page.text,
                        language=document.language,
                        document=document.number,
                    )
                    for document in resource.documents.all()
                    for page in document.pages.all()
                ),
            ),
        ),
        sort_title=resource.sort_title,
        year=resource.issued,
        added_at=resource.published_at or resource.created_at,
        prior=_prior(resource),
    )


def _keys(resource: Resource, visibility: str) -> frozenset[str]:
    if visibility == Visibility.GROUP:
        return frozenset({"staff", *(group_lexeme(group.pk) for group in resource.groups.all())})
    return frozenset({visibility})


def _file_keys(resource: Resource) -> frozenset[str]:
    """Until their day has come, staff alone find what stands in the files."""
    if resource.files_are_held_back:
        return frozenset({"staff"})
    return _keys(resource, resource.files_visibility)


def _metadata(resource: Resource, language: str) -> Iterable[Words]:
    for abstract in resource.abstracts.all():
        yield Words(abstract.text, abstract.language)
    for creator in resource.creators:
        yield Words(creator, "")
    yield Words(resource.publisher, "")
    for theme in resource.themes.all():
        for label in theme.labels.all():
            if label.language in {language, "en"}:
                yield Words(label.text, label.language)
    for country in resource.countries:
        for name in country_names(str(country)):
            yield Words(name, "")
    if practice := _practice_of(resource):
        yield Words(practice.section, "en")
        yield Words(practice.subtheme, "en")
        for organization in practice.organizations.all():
            yield Words(str(organization), "")


def _practice_of(resource: Resource) -> Practice | None:
    return getattr(resource, "practice", None)


def _told(resource: Resource, language: str) -> tuple[Page, ...]:
    """What a practice tells, each part a page."""
    practice = _practice_of(resource)
    if practice is None:
        return ()
    texts = ((number, getattr(practice, name)) for number, name in enumerate(TEXTS, start=1))
    return tuple(
        Page(number=number, text=text, language=language, document=PRACTICE_DOCUMENT)
        for number, text in texts
        if text
    )


def _stories(resource: Resource) -> Iterable[Part]:
    """Each as open as its writer wished; what is wider than the record is narrowed to it."""
    for number, story in enumerate(resource.stories.all(), start=1):
        text = "\n".join((story.purpose, story.adapted, story.changed))
        page = Page(number=number, text=text, language=story.language, document=STORY_DOCUMENT)
        yield Part(access=frozenset({story.visibility}), pages=(page,))


def _facets(resource: Resource, regions: dict[str, str]) -> dict[str, tuple[str, ...]]:
    themes = {theme.slug for theme in resource.themes.all()}
    themes |= {theme.parent.slug for theme in resource.themes.all() if theme.parent}
    codes = [str(country) for country in resource.countries]
    places = {region.code for region in resource.regions.all()}
    places |= {regions[code] for code in codes if code in regions}
    return {
        "theme": tuple(sorted(themes)),
        "kind": (resource.kind,),
        "language": tuple(resource.languages),
        "region": tuple(sorted(places)),
        "country": tuple(codes),
        "year": (str(resource.issued),) if resource.issued else (),
    }


def _prior(resource: Resource) -> float:
    """Up to 0.1 for a work of this century's second decade and later: a nudge, not a rule."""
    return 0.005 * min(max((resource.issued or 0) - 2005, 0), 20)
