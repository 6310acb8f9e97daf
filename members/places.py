"""What countries are called, for finding them. Anyone may import it."""

from functools import lru_cache

from django.utils import translation
from django_countries import countries

# People search for a country in these languages, whatever language they write in.
COUNTRY_NAMES_IN = ("en", "fr", "es")


@lru_cache(maxsize=512)
def country_names(code: str) -> tuple[str, ...]:
    """Its names in widely read languages, each once."""
    names = []
    for language in COUNTRY_NAMES_IN:
        with translation.override(language):
            names.append(str(countries.name(code)))
    return tuple(dict.fromkeys(names))
