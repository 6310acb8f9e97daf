"""Turning the pages of a list that was found, and in which languages it is read."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Member, language_in_use


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
