"""What the words in cells stand for: codes, and names in each language of the portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django_countries import countries

from members.languages import CODES, language_name
from members.models import Group, Region, Theme, ThemeLabel, Visibility, fold
from resources.models import Resource


class Vocabulary:
    """Read once for a whole list. Everything is found by its folded name.

    `theme_names` maps the names of another library's themes to slugs of ours.
    """

    def __init__(self, theme_names: dict[str, str] | None = None) -> None:
        self.themes = _themes(theme_names or {})
        self.groups = {fold(one.slug): one for one in Group.objects.all()}
        self.regions: dict[str, Region] = {}
        for region in Region.objects.all():
            names = (region.code, *map(str, region.names.values()))
            self.regions |= {fold(name): region for name in names}
        self.kinds = _by_name(lambda: Resource.Kind.choices)
        self.licenses = _by_name(lambda: Resource.License.choices)
        self.visibilities = _by_name(lambda: Visibility.choices)
        self.countries = _by_name(lambda: countries)
        self.languages = _by_name(lambda: [(code, language_name(code)) for code in CODES])


def _themes(theme_names: dict[str, str]) -> dict[str, Theme]:
    """By label in any language, by slug, and by the other library's names."""
    by_slug = {theme.slug: theme for theme in Theme.objects.all()}
    labels = ThemeLabel.objects.values_list("text", "theme__slug")
    known = {fold(text): by_slug[slug] for text, slug in labels}
    known |= {fold(name): by_slug[slug] for name, slug in theme_names.items()}
    return known | {fold(slug): theme for slug, theme in by_slug.items()}


def _by_name(choices: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, str]:
    """A code is found by itself, by its name, and by what its name says before a colon."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, name in choices():
                whole = str(name)
                known |= {fold(whole.partition(":")[0]): code, fold(whole): code}
    return known | {fold(code): code for code, _name in choices()}
