"""From one page of a list that was found to the next, and in which languages it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from members.models import Member, language_in_use
from members.search.asked import Asked
from members.search.found import Found


@dataclass(frozen=True)
class Page:
    """As much of a page of a list as the pagination draws."""

    number: int
    pages: int

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


def page_numbers(number: int, pages: int) -> list[int | str]:
    """The first, the last, this one and its neighbours; "" stands for a gap."""
    near = {1, pages, number - 1, number, number + 1}
    numbers: list[int | str] = []
    for one in sorted(one for one in near if 1 <= one <= pages):
        if numbers and isinstance(numbers[-1], int) and one - numbers[-1] > 1:
            numbers.append("")
        numbers.append(one)
    return numbers if pages > 1 else []


def reading_languages(member: Member | None) -> list[str]:
    """The languages she reads, that of the portal first."""
    own = list(member.languages) if member else []
    return list(dict.fromkeys([language_in_use(), *own]))


def ways_on(asked: Asked, found: Found, sorts: Mapping[str, str | Promise]) -> dict[str, Any]:
    """What the template of every such list needs: its orders, pages, and addresses one step away.

    There is a best match only where there are words.
    """
    return {
        "asked": asked,
        "found": found,
        "sorts": [
            (name, label, asked.query(sort=name))
            for name, label in sorts.items()
            if asked.words or name != "relevance"
        ],
        "clear_url": asked.query(chosen=dict.fromkeys(asked.chosen, ())),
        "mean_url": asked.query(words=found.did_you_mean) if found.did_you_mean else "",
        "numbers": page_numbers(found.page, found.pages),
        "page": Page(found.page, found.pages),
    }
