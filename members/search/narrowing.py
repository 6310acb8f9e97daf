"""The ways to narrow a list, with counts, in the reader's language. Anyone above may import it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from members.languages import language_name
from members.models import Region, ThemeLabel, language_in_use
from members.search.asked import Asked
from members.search.found import Found

SHOWN = 8
MOST_MORE = 16  # of a facet that is shortened: who looks for others searches them by name
THEMES = frozenset({"theme", "offers", "asks"})  # the facets whose values are themes
REGION = "a region"  # in the place of a broader theme: no slug has a blank

Facets = Mapping[str, str | Promise]  # by name, what the reader calls it


@lru_cache(maxsize=2048)
def _country_name(code: str, _reads: str | None) -> str:
    """Kept by language, because every list asks for all: names change with the catalogues only."""
    return str(countries.name(code))


@lru_cache(maxsize=8192)
def _in_digits(number: int, _reads: str | None) -> str:
    """As the language writes it, "12,345" or "12 345"; kept, for the same numbers come back."""
    return intcomma(number)


class Names:
    """What themes, languages, regions and countries are called. One query at most."""

    def of(self, facet: str, value: str) -> str:
        match facet:
            case "theme" | "offers" | "asks":
                return self.themes.get(value, (value, ""))[0]
            case "language":
                return language_name(value)
            case "region":
                return self.regions.get(value, value)
            case "country":
                return _country_name(value, get_language()) or value
        return value

    def of_choice(self, facet: str, value: str) -> str:
        """As it stands among what a list is narrowed to, away from the name of its facet."""
        return self.of(facet, value)

    @property
    def themes(self) -> dict[str, tuple[str, str]]:
        """Slug → (name, slug of the broader theme or "")."""
        return self._read[0]

    @property
    def regions(self) -> dict[str, str]:
        return self.others(REGION)

    def others(self, what: str) -> dict[str, str]:
        """By value, the names of what is no theme."""
        return self._read[1].get(what, {})

    def _more(self) -> Sequence[QuerySet]:
        """What else is to be named in the one query: value, `what` with a blank, "", name."""
        return ()

    @cached_property
    def _read(self) -> tuple[dict[str, tuple[str, str]], dict[str, dict[str, str]]]:
        """One query for all: nearly every page needs all."""
        used = language_in_use()
        labels = ThemeLabel.objects.filter(
            kind=ThemeLabel.Kind.PREFERRED, language__in={"en", used}
        ).order_by()
        columns = ("theme__slug", "theme__parent__slug", "language", "text")
        said = [KeyTextTransform(language, "names") for language in (used, "en")]
        name = Coalesce(*said, "code", output_field=TextField())
        regions = Region.objects.order_by().values_list("code", Value(REGION), Value(used), name)
        themes: dict[str, tuple[str, str]] = {}
        others: dict[str, dict[str, str]] = {}
        every = labels.values_list(*columns).union(regions, *self._more(), all=True)
        for slug, parent, language, text in every:
            if parent and " " in parent:
                others.setdefault(parent, {})[slug] = text
            elif slug not in themes or language == used:
                themes[slug] = (text, parent or "")
        return themes, others


class Option(TypedDict):
    """One of more than a hundred on a page: a template reads a dictionary fastest."""

    url: str
    label: str
    amount: str
    chosen: bool
    options: list[Option]


@dataclass
class Group:
    label: str
    options: list[Option]
    more: list[Option]
    closed: bool


def groups(
    found: Found,
    asked: Asked,
    names: Names,
    *,
    facets: Facets,
    folded: Collection[str],
    shortened: Collection[str] = (),
) -> list[Group]:
    """A group for every facet in which a choice would change something.

    Those in `folded` are closed until something in them is chosen; of those in `shortened` only
    the most frequent values are offered.
    """
    made = []
    for name, label in facets.items():
        counts = found.facets.get(name, [])
        chosen = asked.chosen[name]
        if not chosen and all(count == found.total for _value, count in counts):
            continue
        if name == "year":
            counts = sorted(counts, reverse=True)
        if name in shortened:
            counts = counts[: SHOWN + MOST_MORE]
        if name in THEMES:
            counts = _unfolded(counts, chosen, names)
        options = _options(name, counts, asked, names, about=found.about)
        if name in THEMES:
            options = _tree(options, names)
        made.append(
            Group(
                label=str(label),
                options=list(options.values())[:SHOWN],
                more=list(options.values())[SHOWN:],
                closed=name in folded and not chosen,
            )
        )
    return made


def _options(
    name: str, counts: list[tuple[str, int]], asked: Asked, names: Names, *, about: bool
) -> dict[str, Option]:
    """By value, in the order of the counts."""
    amount = _("about %(n)s") if about else "%(n)s"
    reads = get_language()
    addresses = asked.toggles(name, [value for value, _count in counts])
    return {
        value: {
            "url": address,
            "label": names.of(name, value),
            "amount": amount % {"n": _in_digits(count, reads)},
            "chosen": value in asked.chosen[name],
            "options": [],
        }
        for (value, count), address in zip(counts, addresses, strict=True)
    }


def _unfolded(
    counts: list[tuple[str, int]], chosen: Collection[str], names: Names
) -> list[tuple[str, int]]:
    """Without narrower themes whose broader one stands there, until one of them is chosen."""
    broader = {slug: names.themes.get(slug, ("", ""))[1] for slug in (*dict(counts), *chosen)}
    there = dict(counts).keys()
    opened = {*chosen, *(broader[slug] for slug in chosen)}
    return [
        (slug, count)
        for slug, count in counts
        if broader[slug] not in there or broader[slug] in opened
    ]


def _tree(options: dict[str, Option], names: Names) -> dict[str, Option]:
    """Narrower themes under their broader one."""
    tops = {}
    for slug, option in options.items():
        parent = names.themes.get(slug, ("", ""))[1]
        if parent in options:
            options[parent]["options"].append(option)
        else:
            tops[slug] = option
    return tops


def chosen(asked: Asked, names: Names) -> list[tuple[str, str]]:
    """Pairs of the address without this choice, and its name."""
    return [
        (address, names.of_choice(name, value))
        for name, values in asked.chosen.items()
        for value, address in zip(values, asked.toggles(name, values), strict=True)
    ]
