"""The ways to narrow the library, with counts, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django_countries import countries

from members.languages import language_name
from members.models import Region, ThemeLabel, language_in_use
from members.search.found import Found

from .filters import FACETS, Asked
from .models import Resource

SHOWN = 8
KINDS = dict(Resource.Kind.choices)
FOLDED = frozenset({"region", "country", "year"})
REGION = "a region"  # in the place of a broader theme: no slug has a blank


@lru_cache(maxsize=2048)
def _country_name(code: str, _reads: str | None) -> str:
    """Kept by language, because every list asks for all: names change with the catalogues only."""
    return str(countries.name(code))


class Names:
    """What the values of facets are called. One query at most."""

    def of(self, facet: str, value: str) -> str:
        match facet:
            case "theme":
                return self.themes.get(value, (value, ""))[0]
            case "kind":
                return str(KINDS.get(value, value))
            case "language":
                return language_name(value)
            case "region":
                return self.regions.get(value, value)
            case "country":
                return _country_name(value, get_language()) or value
        return value

    def theme_url(self, slug: str) -> str:
        """The library, narrowed to this theme."""
        return f"{self._library_url}?theme={slug}"

    @cached_property
    def _library_url(self) -> str:
        return reverse("resources:resource_list")

    @property
    def themes(self) -> dict[str, tuple[str, str]]:
        """Slug → (name, slug of the broader theme or "")."""
        return self._themes_and_regions[0]

    @property
    def regions(self) -> dict[str, str]:
        return self._themes_and_regions[1]

    @cached_property
    def _themes_and_regions(self) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
        """One query for both: nearly every page needs both."""
        used = language_in_use()
        labels = ThemeLabel.objects.filter(
            kind=ThemeLabel.Kind.PREFERRED, language__in={"en", used}
        ).order_by()
        columns = ("theme__slug", "theme__parent__slug", "language", "text")
        said = [KeyTextTransform(language, "names") for language in (used, "en")]
        name = Coalesce(*said, "code", output_field=TextField())
        regions = Region.objects.order_by().values_list("code", Value(REGION), Value(used), name)
        themes: dict[str, tuple[str, str]] = {}
        places: dict[str, str] = {}
        for slug, parent, language, text in labels.values_list(*columns).union(regions, all=True):
            if parent == REGION:
                places[slug] = text
            elif slug not in themes or language == used:
                themes[slug] = (text, parent or "")
        return themes, places


@dataclass
class Option:
    url: str
    label: str
    count: int
    chosen: bool
    options: list[Option] = field(default_factory=list)


@dataclass
class Group:
    label: str
    about: bool
    options: list[Option]
    more: list[Option]
    closed: bool


def groups(found: Found, asked: Asked, names: Names) -> list[Group]:
    """A group for every facet in which a choice would change something."""
    made = []
    for name, label in FACETS.items():
        counts = found.facets.get(name, [])
        chosen = asked.chosen[name]
        if not chosen and all(count == found.total for _value, count in counts):
            continue
        options = [
            Option(asked.toggled(name, value), names.of(name, value), count, value in chosen)
            for value, count in counts
        ]
        if name == "theme":
            options = _tree(counts, options, names)
        if name == "year":
            by_year = zip(counts, options, strict=True)
            options = [one for _count, one in sorted(by_year, key=lambda x: x[0][0], reverse=True)]
        made.append(
            Group(
                label=str(label),
                about=found.about,
                options=options[:SHOWN],
                more=options[SHOWN:],
                closed=name in FOLDED and not chosen,
            )
        )
    return made


def _tree(counts: list[tuple[str, int]], options: list[Option], names: Names) -> list[Option]:
    """Narrower themes under their broader one, once it or one of them is chosen."""
    by_slug = {slug: option for (slug, _n), option in zip(counts, options, strict=True)}
    tops = []
    for slug, option in by_slug.items():
        parent = names.themes.get(slug, ("", ""))[1]
        if parent in by_slug:
            by_slug[parent].options.append(option)
        else:
            tops.append(option)
    for top in tops:
        if not top.chosen and not any(narrower.chosen for narrower in top.options):
            top.options = []
    return tops


def chosen(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """Pairs of the address without this choice, and its name."""
    return [
        (asked.toggled(name, value), names.of(name, value))
        for name, values in asked.chosen.items()
        for value in values
    ]
