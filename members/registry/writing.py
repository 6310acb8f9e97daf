"""Writing the people of a list, in the transaction of the caller."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from members.models import Member, Membership, fold

from . import affiliating
from .cells import Plan, free
from .people import THEMES


def write(plans: list[Plan]) -> None:
    """Those that are new or have changed. Whoever is new has no password and no charter yet."""
    new = [plan for plan in plans if plan.is_new]
    _name_handles([plan.thing for plan in new])
    for plan in new:
        plan.thing.set_unusable_password()
    Member.objects.bulk_create(plan.thing for plan in new)
    # Staff vouch for it: a letter to it is the only way in.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=plan.thing, email=plan.thing.email, primary=True, verified=True)
        for plan in new
    )
    fields = {one.name for one in Member._meta.fields}
    for plan in plans:
        changed = {*plan.changes} & fields
        if not plan.is_new and changed:
            plan.thing.save(update_fields={*changed, "sort_name"})
    for name in THEMES:
        _link(name, [plan for plan in plans if name in plan.links])
    _join([plan for plan in plans if "groups" in plan.links])
    affiliating.write(plans)


def _name_handles(people: list[Member]) -> None:
    """Free ones that resemble their names, with one question for all of them."""
    bases = [slugify(fold(one.name))[:40] or "member" for one in people]
    held = Member.objects.filter(handle__in=set(bases))
    taken = set(held.values_list("handle", flat=True))
    for one, base in zip(people, bases, strict=True):
        one.handle = free(base, taken)


def _link(name: str, plans: list[Plan]) -> None:
    through: Any = getattr(Member, name).through
    through.objects.filter(member__in=[plan.thing.pk for plan in plans]).delete()
    through.objects.bulk_create(
        through(member_id=plan.thing.pk, theme_id=theme.pk)
        for plan in plans
        for theme in plan.links[name]
    )


def _join(plans: list[Plan]) -> None:
    """Whoever was invited, or had asked, is in."""
    Membership.objects.bulk_create(
        [
            Membership(member=plan.thing, group=group)
            for plan in plans
            for group in plan.links["groups"]
        ],
        update_conflicts=True,
        unique_fields=["member", "group"],
        update_fields=["status"],
    )
