"""What a pack is about: a theme or a collection, as far as its reader may see it.

Everything here is asked through `visible_to`, anew for every page and every download: a pack is
made for one reader, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.urls import reverse

from members.files import media
from members.models import Member, Theme
from resources.models import Collection, CollectionItem, Document, Practice, Resource
from resources.models.documents import DocumentQuerySet
from resources.models.resources import ResourceQuerySet
from resources.practices import listed_organizations

from .choice import Candidate

MOST_WORKS = 1_000  # put together in about a second, and shown by an old phone on one page
MOST_DOCUMENTS = 5_000


@dataclass(frozen=True)
class Subject:
    """`asked` is the parameter that names it; `url` its page in the portal."""

    name: str
    asked: tuple[str, str]
    url: str
    member: Member | None
    works: ResourceQuerySet
    description: str = ""
    # Of a collection: its works in the curator's order, each with why it is there.
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return urlencode([self.asked])

    @cached_property
    def total(self) -> int:
        """How many works there are for this reader; a pack holds the newest of very many."""
        found = len(self._found)
        return found if found < MOST_WORKS else self.works.count()

    @cached_property
    def numbers(self) -> list[int]:
        """Of the works in the pack."""
        if self.reasons:
            return [pk for pk in self.reasons if pk in self._found]
        return list(self._found)

    @cached_property
    def _found(self) -> dict[int, None]:
        newest = self.works.recent().values_list("pk", flat=True)
        return dict.fromkeys(newest[:MOST_WORKS])

    @cached_property
    def candidates(self) -> list[Candidate]:
        columns = ("pk", "resource_id", "number", "language", "size")
        found = self._documents().order_by("size", "pk").values_list(*columns)
        return [Candidate(*row) for row in found[:MOST_DOCUMENTS]]

    def documents(self, chosen: Sequence[Candidate]) -> list[Document]:
        """The rows of these candidates, as far as she may still open them, work by work."""
        rows = self._documents().filter(pk__in=[one.pk for one in chosen])
        return list(rows.order_by("resource", "number"))

    def _documents(self) -> DocumentQuerySet:
        """A web page would run its scripts beside everything else on her disk: none is taken."""
        readable = Document.objects.visible_to(self.member).newest()
        return readable.filter(resource__in=self.numbers).exclude(media_type=media.HTML)

    def read(self) -> list[Resource]:
        """The works with all that a pack says of them, in its order, by a few statements."""
        found = (
            self.works.filter(pk__in=self.numbers)
            .order_by("sort_title", "pk")
            .prefetch_related(
                "abstracts",
                "themes",
                Prefetch("practice", Practice.objects.prefetch_related(listed_organizations())),
            )
        )
        if not self.reasons:
            return list(found)
        place = {pk: n for n, pk in enumerate(self.numbers)}
        return sorted(found, key=lambda one: place[one.pk])


def of_theme(slug: str, member: Member | None) -> Subject | None:
    """The theme with its narrower ones."""
    themes = list(Theme.objects.labelled().filter(Q(slug=slug) | Q(parent__slug=slug)))
    named = next((one for one in themes if one.slug == slug), None)
    if named is None:
        return None
    within = Resource.themes.through.objects.filter(theme__in=themes)
    return Subject(
        name=str(named),
        asked=("theme", slug),
        url=f"{reverse('resources:resource_list')}?{urlencode({'theme': slug})}",
        member=member,
        works=_published(member).filter(pk__in=within.values("resource")),
    )


def of_collection(slug: str, member: Member | None) -> Subject | None:
    collection = Collection.objects.visible_to(member).filter(slug=slug).first()
    if collection is None:
        return None
    kept = CollectionItem.objects.visible_to(member).filter(collection=collection)
    return Subject(
        name=collection.title,
        asked=("collection", slug),
        url=collection.get_absolute_url(),
        member=member,
        works=_published(member).filter(pk__in=kept.values("resource")),
        description=collection.description,
        reasons=dict(kept.order_by("position", "pk").values_list("resource_id", "why")),
    )


def _published(member: Member | None) -> ResourceQuerySet:
    return Resource.objects.visible_to(member).published()


def themes_with_works(member: Member | None) -> list[Theme]:
    """Those of which she could take something along."""
    used = Resource.themes.through.objects.filter(resource__in=_published(member)).values("theme")
    themes = Theme.objects.labelled().filter(Q(pk__in=used) | Q(narrower__pk__in=used))
    return list(themes.distinct())
