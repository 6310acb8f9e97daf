"""What the columns of a list are called, in English and in the languages of the portal."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.lists.sheets import Layout
from members.models import RegistryList, fold
from members.tidy import tidy

About = RegistryList.About
Labels = Mapping[str, Promise]
# In the order of an exported list. The first ones are needed for somebody, or something, new.
ORGANIZATIONS: Labels = {
    "name": _("name"),
    "country": _("country"),
    "slug": _("slug"),
    "acronym": _("acronym"),
    "kind": _("kind"),
    "status": _("status"),
    "region": _("region"),
    "website": _("website"),
    "description": _("description"),
    "description_language": _("language of the description"),
    "member_since": _("member since"),
    "domains": _("mail domains"),
}
PEOPLE: Labels = {
    "email": _("e-mail address"),
    "name": _("name"),
    "status": _("status"),
    "status_reason": _("reason"),
    "organization": _("organization"),
    "role": _("role"),
    "since": _("since"),
    "groups": _("groups"),
    "country": _("country"),
    "languages": _("languages"),
    "interface_language": _("language of the portal"),
    "time_zone": _("time zone"),
    "pronouns": _("pronouns"),
    "job_title": _("job title"),
    "about": _("about"),
    "themes": _("themes of expertise"),
    "offers": _("offers"),
    "asks": _("asks"),
}
# What people write besides; the name of the column it means.
ALSO_CALLED = {"e_mail": "email", "mail": "email", "domain": "domains", "group": "groups"}


def _called(header: str) -> str:
    return re.sub(r"[\s_-]+", "_", fold(tidy(header)).strip())


def _naming(labels: Labels) -> Callable[[str], str]:
    """By its own name, else by its label in one of the portal's languages."""
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {_called(str(label)): name for name, label in labels.items()}

    def named(header: str) -> str:
        called = _called(header)
        if called in labels:
            return called
        return known.get(called) or ALSO_CALLED.get(called, called)

    return named


def layout(about: str) -> Layout:
    """Of lists of people or of organizations; made when a list is read, not when we start."""
    if about == About.PEOPLE:
        needed = _("The first row has to name the columns, “email” among them.")
        return Layout(_naming(PEOPLE), PEOPLE.__contains__, _has("email"), needed)
    needed = _("The first row has to name the columns: “name” and “country”, or “slug”.")
    return Layout(
        _naming(ORGANIZATIONS),
        ORGANIZATIONS.__contains__,
        lambda names: {"name", "country"} <= set(names) or "slug" in names,
        needed,
    )


def _has(column: str) -> Callable[[Collection[str]], bool]:
    return lambda names: column in names


def labels_of(about: str) -> Labels:
    return PEOPLE if about == About.PEOPLE else ORGANIZATIONS
