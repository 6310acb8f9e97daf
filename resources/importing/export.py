"""Works as a list that can be read back in, by the columns of `columns`."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from resources.models import Abstract, Resource

from .columns import COLUMNS, TOLD_ONLY

CHUNK = 500


def table(works: QuerySet[Resource]) -> Iterator[list[str]]:
    """The names of the columns, then a row for each work."""
    own = tuple(name for name in COLUMNS if name not in ("abstract", "english"))
    spoken = Abstract.objects.filter(resource__in=works.order_by().values("pk"))
    languages = sorted(set(spoken.order_by().values_list("language", flat=True).distinct()))
    yield [*own, *(f"abstract_{language}" for language in languages), *TOLD_ONLY]
    everything = works.prefetch_related("themes", "regions", "groups", "abstracts", "documents")
    for work in everything.iterator(chunk_size=CHUNK):
        facts = _facts(work)
        said = {one.language: one.text for one in work.abstracts.all()}
        texts = [said.get(language, "") for language in languages]
        documents = "; ".join(one.name for one in work.documents.all())
        yield [*(facts[name] for name in own), *texts, work.status, documents]


def _facts(work: Resource) -> dict[str, str]:
    facts = {
        "address": f"{settings.BASE_URL}{work.get_absolute_url()}",
        "language": "; ".join(work.languages),
        "creators": "; ".join(work.creators),
        "issued": str(work.issued or ""),
        "themes": "; ".join(theme.slug for theme in work.themes.all()),
        "countries": "; ".join(str(country) for country in work.countries),
        "regions": "; ".join(region.code for region in work.regions.all()),
        "groups": "; ".join(group.slug for group in work.groups.all()),
    }
    return facts | {name: str(getattr(work, name)) for name in COLUMNS if name in _PLAIN}


_PLAIN = frozenset(
    {"title", "kind", "publisher", "source_url", "doi", "isbn", "license", "license_terms"}
    | {"visibility", "files_visibility"}
)
