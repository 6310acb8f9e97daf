"""How a promising practice is told: its parts in their order, who did it, and where.

For pages, the index and the form that asks for the parts. Reads what is prefetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Member, Organization

from .models import Practice

# Field and heading, in the order of the telling. The index counts them from 1.
HEADINGS = {
    "context": _("Context"),
    "done": _("What was done"),
    "with_whom": _("With whom"),
    "evidence": _("What the evidence indicates"),
    "money": _("Money"),
    "time": _("Time"),
    "commitment": _("Commitment"),
    "resistance": _("Resistance, and how it was met"),
    "do_no_harm": _("Doing no harm"),
    "lessons": _("Lessons"),
    "contact": _("Contact"),
}
TEXTS = tuple(HEADINGS)


@dataclass(frozen=True)
class Told:
    """A practice as a page tells it. `parts` are its number, heading and text, without gaps."""

    practice: Practice
    organizations: list[str]
    countries: list[str]
    parts: list[tuple[int, str, str]]

    @property
    def language(self) -> str:
        spoken = self.practice.resource.languages
        return spoken[0] if spoken else ""

    @property
    def who_and_where(self) -> str:
        places = ", ".join(self.countries)
        return " · ".join(part for part in (", ".join(self.organizations), places) if part)


def tell(practice: Practice) -> Told:
    """Where the work names no country, those of the organizations stand for it."""
    organizations = list(practice.organizations.all())
    named = list(practice.resource.countries)
    countries: list[Any] = named or [one.country for one in organizations]
    return Told(
        practice=practice,
        organizations=[str(one) for one in organizations],
        countries=list(dict.fromkeys(str(country.name) for country in countries)),
        parts=[
            (number, str(HEADINGS[name]), text)
            for number, name in enumerate(TEXTS, start=1)
            if (text := _text(practice, name))
        ],
    )


def _text(practice: Practice, name: str) -> str:
    text: str = getattr(practice, name)
    if name == "evidence" and text:
        return f"{text} ({practice.get_evidence_strength_display()})"
    return text


def listed_organizations() -> Prefetch:
    """Without those that an applicant has proposed and nobody has looked at."""
    return Prefetch("organizations", Organization.objects.listed())


def known_places(member: Member | None) -> list[tuple[str, str]]:
    """The sections and their sub-themes of the practices that she may read, in order."""
    practices = Practice.objects.visible_to(member).published()
    pairs = practices.order_by("section", "subtheme").values_list("section", "subtheme")
    return list(pairs.distinct())


def list_url(**asked: str) -> str:
    """The practices, narrowed to a section or one of its sub-themes."""
    query = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("resources:practice_list")
    return f"{address}?{query}" if query else address
