"""What would become of organizations, row by row, and writing it in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from members.alike import chosen
from members.domains import checked, written
from members.lists import words
from members.lists.sheets import Row
from members.models import FormerOrganization, Member, Organization, OrganizationDomain, fold
from members.models.likeness import Likeness, likeness

from .cells import Cells, Plan, change, check, free

FIELDS = ("name", "acronym", "kind", "status", "country", "website", "description")
Known = dict[tuple[str, str], list[tuple[str, str, Organization]]]


class Planner:
    """For one list from its first row to its last. `lock` for whoever writes afterwards."""

    def __init__(self, *, by: Member, lock: bool = False) -> None:
        self.lock = lock
        self.countries, self.languages = words.country_codes(), words.language_codes()
        self.kinds = words.by_name(lambda: Organization.Kind.choices)
        self.statuses = words.by_name(lambda: Organization.Status.choices)
        self.regions = words.regions()
        self._rows_of: dict[str, int] = {}  # what an organization is known by → its row
        # New ones without a slug, by country and key: later rows would mean the same.
        self._new: dict[tuple[str, str], list[tuple[int, Likeness]]] = defaultdict(list)

    def plans(self, rows: Sequence[Row]) -> list[Plan]:
        plans = [Plan(row.number) for row in rows]
        cells = [Cells(row, plan) for row, plan in zip(rows, plans, strict=True)]
        read = [self._read(one) for one in cells]
        by_slug, by_name = self._known(read)
        owners = _owners(read)
        for plan, facts in zip(plans, read, strict=True):
            self._match(plan, facts, by_slug, by_name)
            self._compare(plan, facts, owners)
        return plans

    def _read(self, cells: Cells) -> dict[str, Any]:
        return {
            "slug": cells.line("slug"),
            "name": cells.line("name"),
            "acronym": cells.line("acronym"),
            "kind": cells.one_of("kind", self.kinds),
            "status": cells.one_of("status", self.statuses),
            "country": cells.one_of("country", self.countries),
            "region": cells.one_of("region", self.regions),
            "website": cells.line("website"),
            "description": cells.text("description"),
            "description_language": cells.one_of("description_language", self.languages),
            "member_since": cells.year("member_since"),
            "domains": [_in_one_form(one) for one in cells.parts("domains") or []],
        }

    def _known(self, read: Iterable[dict[str, Any]]) -> tuple[dict[str, Organization], Known]:
        """The organizations that a batch of rows may mean, with three questions."""
        read = list(read)
        slugs = {one["slug"] for one in read if one["slug"]}
        keys = {likeness(one["name"]).key[:200] for one in read if one["name"]}
        rows = Organization.objects.filter(Q(slug__in=slugs) | Q(name_key__in=keys))
        rows = rows.prefetch_related("domains").order_by("pk")
        if self.lock:
            rows = rows.select_for_update(of=("self",))
        held = list(rows)
        by_pk = {one.pk: one for one in held}
        by_slug, by_name = {one.slug: one for one in held}, defaultdict(list)
        for one in held:
            by_name[str(one.country), one.name_key].append((one.name, one.acronym, one))
        former = FormerOrganization.objects.filter(Q(slug__in=slugs) | Q(name_key__in=keys))
        for gone in former.select_related("organization"):
            become = by_pk.setdefault(gone.organization_id, gone.organization)
            by_slug[gone.slug] = become
            entry = (gone.name, gone.acronym, become)
            by_name[str(gone.country), gone.name_key].append(entry)
        return by_slug, by_name

    def _match(
        self, plan: Plan, facts: dict[str, Any], by_slug: dict[str, Organization], by_name: Known
    ) -> None:
        """By its slug, else by its name and country: however they are spelled."""
        name, country, slug = facts["name"] or "", facts["country"], facts["slug"]
        plan.title = (name or slug or "")[:300]
        found = by_slug.get(slug) if slug else None
        if slug and found is None and not name:
            plan.refuse("slug", _("There is no organization of this slug."))
        if found is None and name and country:
            asked = likeness(name, facts["acronym"] or "")
            found = chosen(name, asked, by_name.get((country, asked.key[:200]), []))
            if found and slug and found.slug != slug:
                found = None  # the list says that it is another one
        plan.is_new = found is None
        plan.thing = found or Organization(country=country or "")
        if found is not None:
            plan.title = str(found)[:300]
        row = self._row_of(plan, facts)
        if row != plan.number:
            said = _("Row %(row)d is the same organization.") % {"row": row}
            plan.refuse("slug" if slug else "name", said)

    def _row_of(self, plan: Plan, facts: dict[str, Any]) -> int:
        """The first row of the list that is about the same organization; its own if none is."""
        if not plan.is_new:
            return self._rows_of.setdefault(f"pk {plan.thing.pk}", plan.number)
        if facts["slug"]:
            return self._rows_of.setdefault(f"slug {facts['slug']}", plan.number)
        asked = likeness(facts["name"] or "", facts["acronym"] or "")
        earlier = self._new[facts["country"] or "", asked.key]
        earlier.append((plan.number, asked))
        return next(number for number, one in earlier if one.may_be(asked))

    def _compare(self, plan: Plan, facts: dict[str, Any], owners: dict[str, Organization]) -> None:
        wrong = {column for column, _said in plan.problems}
        needed = ("name", "country") if plan.is_new and "slug" not in wrong else ()
        for column in needed:
            if not facts[column] and column not in wrong:
                plan.refuse(column, _("A new organization needs its name and its country."))
        if plan.is_new and facts["slug"]:
            change(plan, {"slug": facts["slug"]})
        values = {name: facts[name] for name in FIELDS}
        if not plan.is_new and facts["slug"] is None:
            # It was found by another spelling: what stands here is how it is called.
            values |= {"name": None}
        change(plan, values | {"member_since": facts["member_since"], "region": facts["region"]})
        if facts["description_language"]:
            change(plan, {"description_language": facts["description_language"]})
        check(plan)
        self._compare_domains(plan, facts["domains"], owners)

    def _compare_domains(
        self, plan: Plan, domains: list[str], owners: dict[str, Organization]
    ) -> None:
        """Those of the list are added; none is ever taken away."""
        held = set() if plan.is_new else {one.domain.lower() for one in plan.thing.domains.all()}
        added = [one for one in dict.fromkeys(domains) if one not in held]
        for domain in added:
            owner = owners.get(domain)
            row = self._rows_of.setdefault(f"domain {domain}", plan.number)
            if trouble := _trouble_with(domain):
                plan.refuse("domains", trouble)
            elif owner and owner.pk != plan.thing.pk:
                facts = {"domain": domain, "organization": owner}
                said = _("%(domain)s belongs to %(organization)s.")
                plan.refuse("domains", said % facts)
            elif row != plan.number:
                said = _("Row %(row)d has the same domain.") % {"row": row}
                plan.refuse("domains", said)
        if added:
            plan.links["domains"] = added
            plan.changes.append("domains")


def _in_one_form(domain: str) -> str:
    """As the net's records hold it; what is no domain stays as it is, to be refused."""
    try:
        return written(domain)
    except ValidationError:
        return domain


def _trouble_with(domain: str) -> str:
    """By the rule of the form for organizations; "" if there is none."""
    try:
        checked(domain)
    except ValidationError as error:
        return f"“{domain[:80]}” – {error.messages[0]}"
    return ""


def _owners(read: Iterable[dict[str, Any]]) -> dict[str, Organization]:
    """Whose the domains are that a batch of rows names."""
    asked = {domain for one in read for domain in one["domains"]}
    rows = OrganizationDomain.objects.filter(domain__in=asked).select_related("organization")
    return {one.domain.lower(): one.organization for one in rows} if asked else {}


def write(plans: list[Plan]) -> None:
    """Those that are new or have changed."""
    new = [plan for plan in plans if plan.is_new]
    _name_slugs([plan.thing for plan in new])
    Organization.objects.bulk_create(plan.thing for plan in new)
    for plan in plans:
        fields = {*plan.changes} & {one.name for one in Organization._meta.fields}
        if not plan.is_new and fields:
            plan.thing.save(update_fields={*fields, "sort_name", "name_key"})
    OrganizationDomain.objects.bulk_create(
        OrganizationDomain(organization=plan.thing, domain=domain)
        for plan in plans
        for domain in plan.links.get("domains", [])
    )


def _name_slugs(organizations: list[Organization]) -> None:
    """A free slug for each that has none, with two questions for all of them."""
    unnamed = [one for one in organizations if not one.slug]
    bases = {_slug_of(one) for one in unnamed}
    models: tuple[Any, ...] = (Organization, FormerOrganization)
    taken = {one.slug for one in organizations if one.slug}
    for model in models:
        taken |= set(model.objects.filter(slug__in=bases).values_list("slug", flat=True))
    for one in unnamed:
        one.slug = free(_slug_of(one), taken)


def _slug_of(organization: Organization) -> str:
    return slugify(fold(organization.name))[:70] or "organization"
