"""The offices of the furnished house: what a facilitator must never hear of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from members.models import Group
from tests import make

if TYPE_CHECKING:
    from .furniture import House


def put_offices(house: House) -> None:
    """A hidden group beside Efua's with its own facilitator, and a term of hers that is over."""
    for_staff = ["bintou"]
    sealed = make.make_group(
        house.canary("name of a sealed group", for_staff),
        slug="sealed",
        purpose=house.canary("purpose of a sealed group", for_staff),
        seen_by=Group.SeenBy.GROUP,
    )
    holder = make.make_member(
        house.canary("facilitator of a sealed group", for_staff), listed=False
    )
    make.make_term(holder, sealed)
    asking = make.make_member(
        house.canary("who asks to join a sealed group", for_staff), listed=False
    )
    words = house.canary("message to a sealed group", for_staff)
    make.make_membership(asking, sealed, status="requested", message=words)
    make.make_event(
        house.canary("meeting of a sealed group", for_staff), group=sealed, visibility="group"
    )
    efua = house.person("efua")
    house.things["term"] = efua.terms.get()
    make.make_term(
        efua,
        house.things["africa"],
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2020, 6, 30),
        planned_end_on=dt.date(2020, 12, 31),
        end_reason=house.canary("why a term ended early", for_staff),
        ended_by=house.person("bintou"),
    )
    house.things["sealed group"] = sealed
