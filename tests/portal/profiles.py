"""People who show what they say of themselves to all, to some and to nobody: see furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from members import person_search
from tests import make

if TYPE_CHECKING:
    from .furniture import House

INSIDE = ("amina", "chidi", "efua", "bintou")
OF_HER_GROUP = ("amina", "efua")
WORDS = ("pronouns", "job_title", "about")
FIELDS = (*WORDS, "picture")


def put_profiles(house: House) -> None:
    """Amina tells all members, Glória her groups, Henrike nobody; Femi is suspended.

    In the administration, staff read what people say of themselves, and see no picture there that
    is not for them.
    """
    africa = house.things["africa"]
    gloria = make.make_member("Glória", handle="gloria", for_groups=list(FIELDS))
    henrike = make.make_member("Henrike", handle="henrike", for_nobody=[*FIELDS, "email"])
    for one in (gloria, henrike):
        make.make_membership(one, africa)
    for name, member, readers in (
        ("amina", house.person("amina"), INSIDE),
        ("gloria", gloria, OF_HER_GROUP),
        ("henrike", henrike, ()),
        ("femi", house.person("femi"), ()),
    ):
        for what in WORDS:
            setattr(member, what, house.canary(f"{what} of {name}", {*readers, "bintou"}))
        picture = house.canary(f"picture of {name}", readers)
        member.picture.save("picture", ContentFile(picture.encode()), save=False)
        member.save()
    person_search.renew()
