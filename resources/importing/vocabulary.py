"""What the words in cells stand for: codes, and names in each language of the portal."""

from __future__ import annotations

from members.lists import words
from members.models import Group, Visibility, fold
from resources.models import Resource


class Vocabulary:
    """Read once for a whole list. Everything is found by its folded name.

    `theme_names` maps the names of another library's themes to slugs of ours.
    """

    def __init__(self, theme_names: dict[str, str] | None = None) -> None:
        self.themes = words.themes(theme_names)
        self.groups = {fold(one.slug): one for one in Group.objects.all()}
        self.regions = words.regions()
        self.kinds = words.by_name(lambda: Resource.Kind.choices)
        self.licenses = words.by_name(lambda: Resource.License.choices)
        self.visibilities = words.by_name(lambda: Visibility.choices)
        self.countries = words.country_codes()
        self.languages = words.language_codes()
