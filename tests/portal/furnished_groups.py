"""Groups for the furnished house. Only `furniture` imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from members.models import Group, MembershipStep
from tests import make

if TYPE_CHECKING:
    from .furniture import House

INSIDE = ("amina", "chidi", "efua", "bintou")


def put_groups(house: House) -> None:
    """One for everyone, one for members, and a hidden one that only Chidi and staff know of.

    Somebody asks to join Efua's group, and Amina the one for members.
    """
    everyone, members, group = Group.SeenBy.EVERYONE, Group.SeenBy.MEMBERS, Group.SeenBy.GROUP
    free, inside = Group.Joining.OPEN, ("chidi", "bintou")
    amina, africa = house.person("amina"), Group.objects.get(slug="africa")
    sibling = make.make_group(
        house.canary("name of a hidden sibling", inside),
        slug="hidden-sibling",
        purpose=house.canary("purpose of a hidden sibling", inside),
        parent=africa.parent,
        seen_by=group,
    )
    house.things |= {
        "open group": make.make_group("Kettle", slug="open", seen_by=everyone, joining=free),
        "members' group": make.make_group(
            house.canary("name of a members' group", INSIDE),
            slug="for-members",
            purpose=house.canary("purpose of a members' group", INSIDE),
            seen_by=members,
        ),
        "hidden sibling": sibling,
    }
    make.make_membership(house.person("chidi"), sibling)
    asked = house.canary("message of who asks to join", ("efua", "bintou"))
    asker = make.make_member("Asker", handle="asker")
    make.make_membership(asker, africa, status="requested", message=asked)
    earlier = house.canary("message of an earlier request", ("efua", "bintou"))
    for words in (earlier, asked):
        MembershipStep.objects.create(
            member=asker, group=africa, by=asker, deed=MembershipStep.Deed.ASKED, words=words
        )
    make.make_membership(amina, house.things["members' group"], status="requested")
