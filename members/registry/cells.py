"""What the cells of one row say, and what is wrong with them. Asks the database nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from members.actions import SUFFIX_LETTERS
from members.lists.sheets import Row
from members.models import fold
from members.models.lists import RowOutcome
from members.tidy import on_one_line, tidy

MOST_VALUES = 100  # in one cell
MOST_LETTERS = 20_000
_DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(\d\d?)\.(\d\d?)\.(\d{4}))(?:[T ].*)?"
)
T = TypeVar("T")


@dataclass
class Plan:
    """What a row comes to. `thing` is changed already, and not yet saved."""

    number: int
    title: str = ""
    thing: Any = None
    is_new: bool = False
    changes: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # column, sentence
    links: dict[str, list[Any]] = field(default_factory=dict)  # what to write beside its row

    def refuse(self, column: str, said: str) -> None:
        self.problems.append((column, said))

    @property
    def outcome(self) -> RowOutcome:
        if self.problems:
            return RowOutcome.WRONG
        if self.is_new:
            return RowOutcome.NEW
        return RowOutcome.CHANGED if self.changes else RowOutcome.UNCHANGED


class Cells:
    """One row. Each reading gives None for an empty cell, and for one that it refused."""

    def __init__(self, row: Row, plan: Plan) -> None:
        self._cells = {name: tidy(cell).strip() for name, cell in row.cells.items()}
        self._plan = plan
        if row.surplus:
            plan.refuse("", _("This row has more cells than there are columns."))

    def line(self, column: str) -> str | None:
        return on_one_line(self._cells.get(column, "")) or None

    def text(self, column: str) -> str | None:
        text = self._cells.get(column, "")
        if len(text) > MOST_LETTERS:
            said = _("That is longer than %(most)d letters.") % {"most": MOST_LETTERS}
            self._plan.refuse(column, said)
            return None
        return text or None

    def one_of(self, column: str, known: Mapping[str, T]) -> T | None:
        name = self.line(column)
        if name is None:
            return None
        found = known.get(fold(name))
        if found is None:
            self._plan.refuse(column, _("Unknown: %s.") % name[:80])
        return found

    def some_of(self, column: str, known: Mapping[str, T]) -> list[T] | None:
        """Each once, in their order; what nobody knows is named."""
        names = self.parts(column)
        if names is None:
            return None
        found = [known.get(fold(name)) for name in names]
        strange = [name[:80] for name, one in zip(names, found, strict=True) if one is None]
        if strange:
            self._plan.refuse(column, _("Unknown: %s.") % ", ".join(strange[:10]))
            return None
        return list(dict.fromkeys(one for one in found if one is not None))

    def parts(self, column: str) -> list[str] | None:
        parts = [part.strip() for part in self._cells.get(column, "").split(";") if part.strip()]
        if len(parts) > MOST_VALUES:
            self._plan.refuse(column, _("That is too long a list: the first names are enough."))
            return None
        return parts or None

    def year(self, column: str) -> int | None:
        text = self.line(column)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and 1800 <= int(text[:9]) <= 2200):
            self._plan.refuse(column, _("“%(value)s” is not a year.") % {"value": text[:80]})
            return None
        return int(text)

    def day(self, column: str) -> dt.date | None:
        text = self.line(column)
        if text is None:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found and found["y"]:
                return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
            if found:
                return dt.date(int(found[6]), int(found[5]), int(found[4]))
        except ValueError:
            pass
        said = _("“%(value)s” is not a day. Please write it like 2026-03-31.")
        self._plan.refuse(column, said % {"value": text[:80]})
        return None


def change(plan: Plan, values: Mapping[str, Any]) -> None:
    """Give the thing these values but where there is none, and note which are new."""
    for name, value in values.items():
        if value is not None and not same(getattr(plan.thing, name), value):
            setattr(plan.thing, name, value)
            plan.changes.append(name)


def same(held: Any, wanted: Any) -> bool:
    """As a list would show them: it tells no line break from another."""
    if isinstance(wanted, str):
        return tidy(str(held or "")).strip() == wanted
    if isinstance(wanted, list):
        return [str(one) for one in held] == [str(one) for one in wanted]
    return bool(held == wanted)


def check(plan: Plan, columns: Mapping[str, str] | None = None) -> None:
    """What the forms would check of the fields that are new. `columns` by field, if they differ."""
    thing: Model = plan.thing
    kept = {one.name for one in thing._meta.fields} - set(plan.changes)
    try:
        thing.clean_fields(exclude=kept)
    except ValidationError as error:
        for name, said in error.message_dict.items():
            plan.refuse((columns or {}).get(name, name), " ".join(said))


def free(name: str, taken: set[str]) -> str:
    """`name`, or one like it that is not taken; which is taken from now on."""
    found = name
    while found in taken:
        found = f"{name}-{get_random_string(4, SUFFIX_LETTERS)}"
    taken.add(found)
    return found
