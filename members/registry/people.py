"""What would become of the people, row by row: compared with who is here, written nowhere."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from members.lists import words
from members.lists.sheets import Row
from members.models import Affiliation, Group, Member, Membership, fold

from .affiliating import Affiliating
from .cells import Cells, Plan, change, check

Status = Member.Status
THEMES = ("themes", "offers", "asks")
GONE = (Membership.Status.LEFT, Membership.Status.REMOVED)


class Planner:
    """For one list from its first row to its last. `lock` for whoever writes afterwards.

    `by` brings them in: only into groups that she may know of.
    """

    def __init__(self, *, by: Member, lock: bool = False) -> None:
        self.lock = lock
        self.countries, self.languages = words.country_codes(), words.language_codes()
        self.spoken = words.by_name(lambda: settings.LANGUAGES)
        self.zones = {fold(zone): zone for zone in zoneinfo.available_timezones()}
        self.themes = words.themes()
        self.community = Group.objects.filter(kind=Group.Kind.COMMUNITY).first()
        self.groups = _groups(by)
        self.affiliating = Affiliating()
        self._rows_of: dict[str, int] = {}  # an address → its row

    def plans(self, rows: Sequence[Row]) -> list[Plan]:
        plans = [Plan(row.number) for row in rows]
        cells = [Cells(row, plan) for row, plan in zip(rows, plans, strict=True)]
        addresses = [(one.line("email") or "").lower() for one in cells]
        held = self._held(addresses)
        self.affiliating.look([one.line("organization") or "" for one in cells])
        for plan, one, address in zip(plans, cells, addresses, strict=True):
            self._match(plan, one, address, held.get(address))
            self._compare(plan, one)
        return plans

    def _held(self, addresses: Sequence[str]) -> dict[str, Member]:
        others = self._others(addresses)
        asked = Q(email__in=[one for one in addresses if one]) | Q(pk__in=others.values())
        rows = Member.objects.filter(asked)
        if self.lock:
            rows = rows.select_for_update(of=("self",))
        current = Affiliation.objects.current().select_related("organization")
        rows = rows.prefetch_related(
            *THEMES, "memberships", Prefetch("affiliations", current, to_attr="current")
        )
        people = {one.pk: one for one in rows.order_by("pk")}
        found = {address: people[pk] for address, pk in others.items()}
        return found | {one.email: one for one in people.values()}

    def _others(self, addresses: Sequence[str]) -> dict[str, int]:
        """Further addresses that members have confirmed: the same person, whichever is written."""
        asked = [one for one in addresses if one]
        rows = EmailAddress.objects.filter(email__in=asked, verified=True, primary=False)
        return dict(rows.values_list("email", "user_id"))

    def _match(self, plan: Plan, cells: Cells, address: str, held: Member | None) -> None:
        plan.title = (cells.line("name") or (held.name if held else "") or address)[:300]
        plan.is_new = held is None
        plan.thing = held or Member(email=address, status=Status.ACTIVE)
        try:
            validate_email(address)
        except ValidationError:
            said = _("An address is needed: by it we know who is who.")
            strange = _("“%(value)s” is no e-mail address.") % {"value": address[:80]}
            plan.refuse("email", strange if address else said)
            return
        if len(address) > 254:
            plan.refuse("email", _("“%(value)s” is no e-mail address.") % {"value": address[:80]})
        key = f"pk {held.pk}" if held else address
        row = self._rows_of.setdefault(key, plan.number)
        if row != plan.number:
            plan.refuse("email", _("Row %(row)d is the same person.") % {"row": row})

    def _compare(self, plan: Plan, cells: Cells) -> None:
        values: dict[str, Any] = {"about": cells.text("about")}
        values |= {name: cells.line(name) for name in ("name", "pronouns", "job_title")}
        values |= {
            "country": cells.one_of("country", self.countries),
            "languages": cells.some_of("languages", self.languages),
            "interface_language": cells.one_of("interface_language", self.spoken),
            "time_zone": cells.one_of("time_zone", self.zones),
        }
        if plan.is_new and not values["name"]:
            plan.refuse("name", _("Somebody new needs a name."))
        change(plan, values)
        self._compare_status(plan, cells)
        check(plan)
        for name in THEMES:
            self._compare_links(plan, name, cells.some_of(name, self.themes))
        self._compare_groups(plan, cells)
        self.affiliating.compare(plan, cells)

    def _compare_status(self, plan: Plan, cells: Cells) -> None:
        """To be read, like its reason: it is changed by deeds that tell her."""
        said = cells.line("status")
        held = {fold(plan.thing.status), fold(str(plan.thing.get_status_display()))}
        if said and fold(said) not in held:
            words = _("A list changes nobody’s standing: please do it in the administration.")
            plan.refuse("status", words)

    def _compare_links(self, plan: Plan, name: str, wanted: list[Any] | None) -> None:
        """A filled cell names all of them."""
        if wanted is None:
            return
        held = set() if plan.is_new else {one.pk for one in getattr(plan.thing, name).all()}
        if {one.pk for one in wanted} != held:
            plan.links[name] = wanted
            plan.changes.append(name)

    def _compare_groups(self, plan: Plan, cells: Cells) -> None:
        """Those of the list are added. Who left a group, or was taken out, is not brought back."""
        wanted = cells.some_of("groups", self.groups) or []
        held = {} if plan.is_new else {one.group_id: one for one in plan.thing.memberships.all()}
        if self.community and plan.is_new and self.community not in wanted:
            wanted = [self.community, *wanted]
        for group in wanted:
            membership = held.get(group.pk)
            if membership and membership.status in GONE:
                said = _("She is no longer in %s, and a list does not bring her back.")
                plan.refuse("groups", said % group)
        active = Membership.Status.ACTIVE
        added = [one for one in wanted if one.pk not in held or held[one.pk].status != active]
        if added:
            plan.links["groups"] = added
            plan.changes.append("groups")


def _groups(by: Member) -> dict[str, Group]:
    """By slug, and by a name that only one of them has."""
    groups = list(Group.objects.visible_to(by))
    named: dict[str, list[Group]] = {}
    for group in groups:
        named.setdefault(fold(group.name), []).append(group)
    known = {name: some[0] for name, some in named.items() if len(some) == 1}
    return known | {fold(group.slug): group for group in groups}
