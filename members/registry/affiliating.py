"""Where the people of a list work, and since when: compared, and written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Affiliation, FormerOrganization, Organization, fold
from members.models.likeness import likeness

from .cells import Cells, Plan

LONGEST_ROLE = Affiliation._meta.get_field("role").max_length or 0


class Affiliating:
    """For one list: organizations by what its cells call them, read for some rows at a time."""

    def __init__(self) -> None:
        self._found: dict[str, set[Organization]] = {}

    def look(self, names: Sequence[str]) -> None:
        """A slug, former ones too, or a name however it is spelled; whatever the country."""
        asked = {name for name in names if name and name not in self._found}
        keys = {likeness(name).key[:200]: name for name in asked}
        same = Q(slug__in=asked) | Q(name_key__in=list(keys))
        by_slug: dict[str, set[Organization]] = defaultdict(set)
        by_key: dict[str, list[tuple[str, str, Organization]]] = defaultdict(list)
        for one in Organization.objects.filter(same) if asked else ():
            by_slug[one.slug].add(one)
            by_key[one.name_key].append((one.name, one.acronym, one))
        former = FormerOrganization.objects.filter(same).select_related("organization")
        for gone in former if asked else ():
            by_slug[gone.slug].add(gone.organization)
            by_key[gone.name_key].append((gone.name, gone.acronym, gone.organization))
        for name in asked:
            alike = by_key[likeness(name).key[:200]]
            self._found[name] = by_slug.get(name) or _meant(name, alike)

    def compare(self, plan: Plan, cells: Cells) -> None:
        """Note in `links` the affiliation to begin, and in `changes` what is new about it."""
        name, role, since = cells.line("organization"), cells.line("role"), cells.day("since")
        if role and len(role) > LONGEST_ROLE:
            plan.refuse("role", _("That is longer than %(most)d letters.") % {"most": LONGEST_ROLE})
        current = None if plan.is_new else next(iter(plan.thing.current), None)
        organization = self._one(plan, name) if name else None
        if name and organization is None:
            return
        if organization and (current is None or current.organization_id != organization.pk):
            plan.links["affiliation"] = [self._begun(plan, current, organization, role, since)]
            plan.changes.append("organization")
            return
        if current is None:
            if role or since:
                plan.refuse("organization", _("A role and a day need an organization."))
            return
        self._adjust(plan, current, role, since)

    def _one(self, plan: Plan, name: str) -> Organization | None:
        found = self._found.get(name) or set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            slugs = ", ".join(sorted(one.slug for one in found))
            said = _("Several organizations are called so. Please write one of: %s.")
            plan.refuse("organization", said % slugs)
        else:
            said = _("There is no organization “%s”. Please bring in the organizations first.")
            plan.refuse("organization", said % name[:80])
        return None

    def _begun(
        self,
        plan: Plan,
        current: Affiliation | None,
        organization: Organization,
        role: str | None,
        since: dt.date | None,
    ) -> Affiliation:
        day = since or timezone.localdate()
        if current and day < current.since:
            said = _("She is at %(organization)s since %(day)s: she cannot have left before.")
            facts = {"organization": current.organization, "day": current.since}
            plan.refuse("since", said % facts)
        return Affiliation(organization=organization, role=role or "", since=day)

    def _adjust(
        self, plan: Plan, current: Affiliation, role: str | None, since: dt.date | None
    ) -> None:
        changed = [
            name
            for name, value in (("role", role), ("since", since))
            if value is not None and getattr(current, name) != value
        ]
        for name in changed:
            setattr(current, name, role if name == "role" else since)
        if changed:
            plan.links["adjusted"] = [current]
            plan.changes += changed


def _meant(name: str, alike: list[tuple[str, str, Organization]]) -> set[Organization]:
    """Those that are written so; where there is none, those that may be meant."""
    written = {one for held, _short, one in alike if fold(held) == fold(name)}
    asked = likeness(name)
    return written or {one for held, short, one in alike if asked.may_be(likeness(held, short))}


def write(plans: list[Plan]) -> None:
    """One current affiliation at most: who comes to another organization has left the first."""
    begun: list[Affiliation] = []
    held: list[Affiliation] = []
    for plan in plans:
        for affiliation in plan.links.get("affiliation", []):
            for current in () if plan.is_new else plan.thing.current:
                current.until = affiliation.since
                held.append(current)
            affiliation.member = plan.thing
            begun.append(affiliation)
        held += plan.links.get("adjusted", [])
    Affiliation.objects.bulk_update(held, ["role", "since", "until"])
    Affiliation.objects.bulk_create(begun)
