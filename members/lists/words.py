"""What the words in cells stand for: codes, and names in each language of the portal.

Each is read once for a whole list, and found by its folded name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django_countries import countries

from members.languages import CODES, language_name
from members.models import Region, Theme, ThemeLabel, fold


def by_name(choices: Callable[[], Iterable[tuple[str, Any]]]) -> dict[str, str]:
    """A code is found by itself, by its name, and by what its name says before a colon."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, name in choices():
                whole = str(name)
                known |= {fold(whole.partition(":")[0]): code, fold(whole): code}
    return known | {fold(code): code for code, _name in choices()}


def country_codes() -> dict[str, str]:
    return by_name(lambda: countries)


def language_codes() -> dict[str, str]:
    return by_name(lambda: [(code, language_name(code)) for code in CODES])


def regions() -> dict[str, Region]:
    known: dict[str, Region] = {}
    for region in Region.objects.all():
        names = (region.code, *map(str, region.names.values()))
        known |= {fold(name): region for name in names}
    return known


def themes(other_names: dict[str, str] | None = None) -> dict[str, Theme]:
    """By label in any language, by slug, and by `other_names` of slugs."""
    by_slug = {theme.slug: theme for theme in Theme.objects.all()}
    labels = ThemeLabel.objects.values_list("text", "theme__slug")
    known = {fold(text): by_slug[slug] for text, slug in labels}
    known |= {fold(name): by_slug[slug] for name, slug in (other_names or {}).items()}
    return known | {fold(slug): theme for slug, theme in by_slug.items()}
