"""Who looks after a group now. Pages and letters ask here."""

from __future__ import annotations

from .models import Group, Member, Term


def in_charge_of(group: Group) -> list[Term]:
    """The current terms of a group; of the whole community where it has none."""
    terms = (
        Term.objects.current()
        .filter(member__status=Member.Status.ACTIVE)
        .select_related("member", "group")
        .order_by("role", "member__sort_name", "pk")
    )
    both = list(terms.filter(group__in=Group.objects.filter(pk=group.pk) | Group.objects.roots()))
    return [one for one in both if one.group_id == group.pk] or both
