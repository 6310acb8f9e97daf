"""Groups, and who belongs to them."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .folding import FoldedField
from .vocabulary import Region

if TYPE_CHECKING:
    from .people import Member


class GroupQuerySet(models.QuerySet["Group"]):
    def with_those_below(self, group_ids: Iterable[int]) -> GroupQuerySet:
        """The groups of these keys and every group under them, however deep."""
        table = Group._meta.db_table
        below = RawSQL(  # noqa: S611 - the keys are a parameter
            f"WITH RECURSIVE below(id) AS (SELECT unnest(%s::bigint[]) UNION"  # noqa: S608 - ours
            f" SELECT child.id FROM {table} child JOIN below ON child.parent_id = below.id)"
            " SELECT id FROM below",
            [list(group_ids)],
        )
        return self.filter(pk__in=below)

    def visible_to(self, viewer: Member | None) -> GroupQuerySet:
        """Those of which she may know that they exist.

        That the community exists is no secret. What stands under a group that is hidden from her
        is hidden with it; her own groups, those that invite her and those she looks after are not.
        What is said inside is another question:
        `members.access.readable_group_ids`.
        """
        if viewer is not None and viewer.works_for_staff:
            return self.all()
        open_to, hers = [Group.SeenBy.EVERYONE.value], list[int]()
        if viewer is not None and viewer.status == viewer.Status.ACTIVE:
            open_to.append(Group.SeenBy.MEMBERS.value)
            hers = [*viewer.group_ids, *viewer.inviting_group_ids, *viewer.facilitated_group_ids]
        table = Group._meta.db_table
        hidden = RawSQL(  # noqa: S611 - the keys are parameters
            f"WITH RECURSIVE hidden(id) AS (SELECT id FROM {table}"  # noqa: S608 - ours
            " WHERE parent_id IS NOT NULL AND seen_by <> ALL(%s) AND id <> ALL(%s::bigint[]) UNION"
            f" SELECT child.id FROM {table} child JOIN hidden ON child.parent_id = hidden.id"
            " WHERE child.id <> ALL(%s::bigint[])) SELECT id FROM hidden",
            [open_to, hers, hers],
        )
        return self.exclude(pk__in=hidden)

    def roots(self) -> GroupQuerySet:
        """The whole community."""
        return self.filter(parent__isnull=True)

    def within_community(self) -> GroupQuerySet:
        """Those that one joins and leaves: all but the community itself."""
        return self.filter(parent__isnull=False)

    def around(self, slug: str) -> GroupQuerySet:
        """The group of this name, those it belongs to, however far up, and those right below it.

        In one question: a hidden group takes as long as one that is not there.
        """
        table = Group._meta.db_table
        above = RawSQL(  # noqa: S611 - the slug is a parameter
            f"WITH RECURSIVE above(id, parent_id) AS (SELECT id, parent_id FROM {table}"  # noqa: S608 - ours
            f" WHERE slug = %s UNION SELECT over.id, over.parent_id FROM {table} over"
            " JOIN above ON over.id = above.parent_id) SELECT id FROM above",
            [slug],
        )
        return self.filter(Q(pk__in=above) | Q(parent__slug=slug))


class Group(models.Model):
    """A place in the tree of the community; its root is the whole community."""

    class Kind(models.TextChoices):
        COMMUNITY = "community", _("the whole community")
        REGIONAL = "regional", _("regional group")
        WORKING = "working", _("working group")
        SUBCOMMITTEE = "subcommittee", _("subcommittee")
        PEER_SUPPORT = "peer_support", _("peer-support group")
        BRANCH = "branch", _("branch community")

    class SeenBy(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        MEMBERS = "members", _("members of the community")
        GROUP = "group", _("its own members")

    class Joining(models.TextChoices):
        OPEN = "open", _("freely")
        REQUEST = "request", _("on request")
        INVITATION = "invitation", _("by invitation")

    class ContentVisibility(models.TextChoices):
        PUBLIC = "public", _("everyone")
        MEMBERS = "members", _("members of the community")
        GROUP = "group", _("members of the group")

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    name = models.CharField(_("name"), max_length=120)
    sort_name = FoldedField(source="name", max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORKING)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("region"),
        help_text=_("Its facilitators welcome the applicants of this region."),
    )
    purpose = models.TextField(_("purpose"), blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    seen_by = models.CharField(
        _("who sees that it exists"), max_length=10, choices=SeenBy, default=SeenBy.MEMBERS
    )
    joining = models.CharField(
        _("how one joins"), max_length=12, choices=Joining, default=Joining.REQUEST
    )
    content_visibility = models.CharField(
        _("who sees its content, unless said otherwise"),
        max_length=10,
        choices=ContentVisibility,
        default=ContentVisibility.GROUP,
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days of notice"), default=14, help_text=_("Promised for each meeting.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="UTC",
        help_text=_("Terms of office begin and end at midnight here."),
    )
    created_at = models.DateTimeField(_("founded at"), default=timezone.now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("sort_name", "pk")
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="community", parent__isnull=True)
                | (~Q(kind="community") & Q(parent__isnull=False)),
                name="group_only_the_root_has_no_parent",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(parent__isnull=True), name="group_one_root"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("group_detail", args=[self.slug])

    def clean(self) -> None:
        """A group cannot stand under itself, however far down."""
        if self.pk and self.parent_id:
            below = Group.objects.with_those_below([self.pk])
            if below.filter(pk=self.parent_id).exists():
                raise ValidationError({"parent": _("A group cannot belong to one of its own.")})

    @property
    def today(self) -> dt.date:
        """By its own calendar, in which its terms of office begin and end."""
        return timezone.now().astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(status=Membership.Status.ACTIVE)

    def within_groups(self) -> MembershipQuerySet:
        """Without the whole community, to which everybody belongs."""
        return self.filter(group__parent__isnull=False)


class Membership(models.Model):
    """A member's place in a group."""

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        REQUESTED = "requested", _("has asked to join")
        ACTIVE = "active", _("active")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("member"),
    )
    group = models.ForeignKey(
        Group, models.PROTECT, related_name="memberships", verbose_name=_("group")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    message = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "group"], name="membership_once_per_group")
        ]
        indexes = [models.Index(fields=["group", "status"], name="membership_of_group")]

    def __str__(self) -> str:
        return f"{self.member} – {self.group}"
