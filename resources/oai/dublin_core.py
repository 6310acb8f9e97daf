"""A public work in the fifteen words of Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Prefetch
from django_countries import countries

from resources.models import Document, Resource

from .sets import Shelves

License = Resource.License
LICENSE_ADDRESSES = {
    License.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    License.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    License.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    License.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
}
# Of DCMI's vocabulary of types; what is not named here is text.
TYPES = {Resource.Kind.DATASET: "Dataset", Resource.Kind.WEBINAR: "MovingImage"}

# Element, text, language of the text or "".
Said = tuple[str, str, str]


def public_works(numbers: list[int]) -> dict[int, Resource]:
    """With all that `described` reads. The records are one lock, this is the second."""
    open_files = Document.objects.visible_to(None).newest()
    return (
        Resource.objects.visible_to(None)
        .published()
        .prefetch_related("abstracts", "regions", "themes", Prefetch("documents", open_files))
        .in_bulk(numbers)
    )


def described(resource: Resource, shelves: Shelves) -> Iterator[Said]:
    language = resource.languages[0] if resource.languages else ""
    yield "title", resource.title, language
    for creator in resource.creators:
        yield "creator", creator, ""
    yield from _subjects(resource, shelves, language or "en")
    for abstract in resource.abstracts.all():
        yield "description", abstract.text, abstract.language
    yield "publisher", resource.publisher, ""
    yield "date", str(resource.issued or ""), ""
    yield "type", TYPES.get(Resource.Kind(resource.kind), "Text"), ""
    yield "type", str(resource.get_kind_display()), ""
    for media_type in sorted({document.media_type for document in resource.documents.all()}):
        yield "format", media_type, ""
    yield from _identifiers(resource)
    for code in resource.languages:
        yield "language", code, ""
    for country in resource.countries:
        yield "coverage", str(countries.name(str(country))), ""
    for region in resource.regions.all():
        yield "coverage", str(region), ""
    yield "rights", resource.license_terms or str(resource.get_license_display()), ""
    yield "rights", LICENSE_ADDRESSES.get(License(resource.license), ""), ""


def _subjects(resource: Resource, shelves: Shelves, language: str) -> Iterator[Said]:
    """Themes by their names in the language of the work and in English."""
    for theme in resource.themes.all():
        names = {shelves.label(theme.slug, code) for code in (language, "en")}
        for name in sorted(names):
            yield "subject", name, ""


def _identifiers(resource: Resource) -> Iterator[Said]:
    """Our page first: whoever follows it always finds the work, or why it is gone."""
    yield "identifier", f"{settings.BASE_URL}{resource.get_absolute_url()}", ""
    doi = resource.doi and f"https://doi.org/{resource.doi}"
    yield "identifier", doi, ""
    if resource.isbn:
        yield "identifier", f"urn:isbn:{resource.isbn}", ""
    if resource.source_url != doi:
        yield "source", resource.source_url, ""
