"""The sets of the library: kinds, and the tree of themes.

A record names its kind and its own themes only ("theme:savings-groups"). Where a theme stands is
looked up when it is asked for, so that a theme moved below another needs no record written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from members.models import Theme, language_in_use, preferred_label
from resources.models import Resource

KIND, THEME = "kind", "theme"


class Shelves:
    """All sets with their names; two queries, whatever is asked of it."""

    def __init__(self) -> None:
        themes = list(Theme.objects.labelled().select_related("parent"))
        self.themes = {theme.slug: theme for theme in themes}
        self.narrower: dict[str, list[str]] = {}
        for theme in themes:
            if theme.parent:
                self.narrower.setdefault(theme.parent.slug, []).append(theme.slug)

    def all(self) -> Iterator[tuple[str, str]]:
        """The address of each set and its name; every set after the one that holds it."""
        yield KIND, _("Kind")
        for kind in Resource.Kind:
            yield f"{KIND}:{kind.value}", str(kind.label)
        yield THEME, _("Theme")
        for theme in sorted(self.themes.values(), key=lambda one: one.parent is not None):
            yield self._place(theme), self.label(theme.slug, language_in_use())

    def label(self, slug: str, language: str) -> str:
        return preferred_label(self.themes[slug].labels.all(), language) or slug

    def addresses(self, kept: Iterable[str]) -> list[str]:
        """From what a record keeps to where these sets stand today; themes that are gone are not
        named.
        """
        found = []
        for name in kept:
            branch, _colon, slug = name.partition(":")
            if branch == KIND:
                found.append(name)
            elif slug in self.themes:
                found.append(self._place(self.themes[slug]))
        return found

    def within(self, address: str) -> list[str]:
        """What the records of this set keep, any one of it; nothing if there is no such set."""
        branch, _colon, rest = address.partition(":")
        if branch == KIND:
            kinds = [rest] if rest else list(Resource.Kind.values)
            return [f"{KIND}:{kind}" for kind in kinds]
        if branch != THEME:
            return []
        if not rest:
            return [f"{THEME}:{slug}" for slug in self.themes]
        slug = rest.rpartition(":")[2]
        if slug not in self.themes or self._place(self.themes[slug]) != address:
            return []
        return [f"{THEME}:{one}" for one in (slug, *self.narrower.get(slug, ()))]

    @staticmethod
    def _place(theme: Theme) -> str:
        above = f"{theme.parent.slug}:" if theme.parent else ""
        return f"{THEME}:{above}{theme.slug}"
