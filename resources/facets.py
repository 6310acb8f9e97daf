"""The ways to narrow the library, with counts, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django_countries import countries

from members.languages import language_name
from members.models import Region, ThemeLabel, language_in_use

from .filters import FACETS, Asked
from .models import Resource

if TYPE_CHECKING:
    from members.search.find import Found

SHOWN = 8
FOLDED = frozenset({"region", "country", "year"})


class Names:
    """What the values of facets are called. One query for all themes, one for all regions."""

    def of(self, facet: str, value: str) -> str:
        match facet:
            case "theme":
                return self.themes.get(value, (value, ""))[0]
            case "kind":
                return str(dict(Resource.Kind.choices).get(value, value))
            case "language":
                return language_name(value)
            case "region":
                return self.regions.get(value, value)
            case "country":
                return str(countries.name(value)) or value
        return value

    @cached_property
    def themes(self) -> dict[str, tuple[str, str]]:
        """Slug → (name, slug of the broader theme or "")."""
        wanted = {"en", language_in_use()}
        rows = ThemeLabel.objects.filter(
            kind=ThemeLabel.Kind.PREFERRED, language__in=wanted
        ).values_list("theme__slug", "theme__parent__slug", "language", "text")
        names: dict[str, tuple[str, str]] = {}
        for slug, parent, language, text in rows:
            if slug not in names or language == language_in_use():
                names[slug] = (text, parent or "")
        return names

    @cached_property
    def regions(self) -> dict[str, str]:
        return {region.code: str(region) for region in Region.objects.all()}


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
