"""The query string of a list that is searched and narrowed: reading it, and writing its neighbours.

Rooms say which facets and orders their list has; the index, not a query set, does the filtering.
Anyone above may import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.utils.functional import cached_property

LONGEST_QUERY = 2000
LONGEST_VALUE = 80  # of a facet: a slug
MOST_VALUES = 30
NOWHERE = "\0"  # in no query: fields refuse it


class ForgivingMultipleChoiceField(forms.MultipleChoiceField):
    """Takes any short word. What nothing has finds nothing, and can be taken off again."""

    def to_python(self, value: Any) -> list[str]:
        words = [word for word in super().to_python(value) if word and len(word) <= LONGEST_VALUE]
        return list(dict.fromkeys(words))[:MOST_VALUES]

    def valid_value(self, value: str) -> bool:
        return NOWHERE not in value


class ForgivingCharField(forms.CharField):
    """What is too long is cut: a search is never wrong."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(str(value or "").replace(NOWHERE, " ")[:LONGEST_QUERY])
        return text or ""


class Facet(django_filters.MultipleChoiceFilter):
    field_class = ForgivingMultipleChoiceField


class Words(django_filters.CharFilter):
    field_class = ForgivingCharField


class ListFilter(django_filters.FilterSet):
    """Reads the pinned parameters; the index, not the query set, does the filtering.

    A list adds its facets and `sort`, and says which they are and what order it has without words.
    """

    q = Words()
    page = django_filters.NumberFilter(min_value=1, max_value=100_000)
    exactly = django_filters.BooleanFilter()

    facets: ClassVar[Iterable[str]] = ()
    usual: ClassVar[str]

    @cached_property
    def asked(self) -> Asked:
        self.form.is_valid()
        return read(self.form.cleaned_data, self.facets, usual=self.usual)


def read(clean: Mapping[str, Any], facets: Iterable[str], *, usual: str) -> Asked:
    """What a filter set made of a query string: `usual` is the order without words."""
    words = clean.get("q") or ""
    sort = clean.get("sort") or ("relevance" if words else usual)
    return Asked(
        words=words,
        chosen={name: clean.get(name) or [] for name in facets},
        sort=usual if sort == "relevance" and not words else sort,
        page=int(clean.get("page") or 1),
        exactly=bool(clean.get("exactly")),
        usual=usual,
    )


@dataclass(frozen=True)
class Asked:
    """What a reader wants of a list, and the addresses one step from it."""

    words: str
    chosen: dict[str, list[str]]
    sort: str
    page: int
    exactly: bool
    usual: str  # the order without words

    def query(self, **changes: Any) -> str:
        """A query string: this one with changes, always from the first page on."""
        words = changes.get("words", self.words)
        parts = [urlencode({"q": words})] if words else []
        rechosen = {name: _encoded(name, vs) for name, vs in changes.get("chosen", {}).items()}
        parts += filter(None, (self._encoded_choices | rechosen).values())
        usual = "relevance" if words else self.usual
        if (sort := changes.get("sort", self.sort)) != usual:
            parts.append(urlencode({"sort": sort}))
        if changes.get("exactly", self.exactly):
            parts.append("exactly=true")
        return "?" + "&".join(parts)

    @cached_property
    def _encoded_choices(self) -> dict[str, str]:
        """By facet."""
        return {name: _encoded(name, values) for name, values in self.chosen.items()}

    def toggles(self, name: str, values: Sequence[str]) -> list[str]:
        """For each value of a facet, the query string with it added, or taken off if chosen.

        A page has more than a hundred such addresses: what they share is written once.
        """
        chosen = set(self.chosen[name])
        before, _, after = self.query(chosen={name: [NOWHERE]}).partition(_encoded(name, [NOWHERE]))
        without = self.query(chosen={name: []})
        changed = [_encoded(name, chosen ^ {value}) for value in values]
        return [f"{before}{one}{after}" if one else without for one in changed]

    @property
    def as_feed(self) -> str:
        """The query string of the feed of this list: a feed has an order of its own."""
        return self.query(sort="relevance" if self.words else self.usual).removesuffix("?")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search of words keeps: the choices."""
        return [(name, value) for name, values in self.chosen.items() for value in values]

    @property
    def exact_url(self) -> str:
        return self.query(exactly=True)

    @property
    def wide_url(self) -> str:
        return self.query(exactly=False)

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen.values())


def _encoded(name: str, values: Iterable[str]) -> str:
    return urlencode([(name, value) for value in sorted(values)])
