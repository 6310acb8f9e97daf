"""Who works for an organization: as members see it, and as its keepers do."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from .models import Affiliation, Member, Membership, Organization, ProfileField
from .models.organizations import AffiliationQuerySet
from .models.people import MemberQuerySet


def people_of(organization: Organization, viewer: Member | None) -> MemberQuerySet:
    """Whom she meets in lists and who shows her where she works, the focal points first.

    With `role` and `is_focal_point`.
    """
    if viewer is None:
        return Member.objects.none()
    where = [ProfileField.ORGANIZATION.value]
    together = Membership.objects.active().within_groups().filter(group__in=viewer.group_ids)
    met = Exists(together.filter(member=OuterRef("pk")))
    shows = ~Q(for_nobody__contains=where) & (~Q(for_groups__contains=where) | met)
    listed: MemberQuerySet = Member.objects.listed_for(viewer)
    return (
        listed.filter(shows | Q(pk=viewer.pk))
        .filter(affiliations__organization=organization, affiliations__until__isnull=True)
        .annotate(role=F("affiliations__role"), is_focal_point=F("affiliations__is_focal_point"))
        .order_by("-is_focal_point", "sort_name", "pk")
    )


def affiliated(organization: Organization) -> AffiliationQuerySet:
    """For its keepers: the current affiliations of everybody, listed or not."""
    inside = (Member.Status.ACTIVE, Member.Status.SUSPENDED)
    current = Affiliation.objects.current().filter(organization=organization)
    return (
        current.filter(member__status__in=inside)
        .select_related("member")
        .order_by("-is_focal_point", "member__sort_name", "pk")
    )
