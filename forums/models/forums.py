"""A topic area of a group."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import readable_group_ids
from members.models import Group, Member, Visibility
from members.models.visibility import is_wider

# Addresses below /forums/ that belong to no forum.
RESERVED = frozenset(
    {
        *("bookmarks", "decisions", "drafts", "feed", "feeds", "following", "mine", "new"),
        *("post", "posts", "preview", "read", "search", "thread", "threads", "unsealing", "unread"),
    }
)
# How wide a forum may be at most, by who sees that its group exists.
WIDEST: dict[str, str] = {
    Group.SeenBy.EVERYONE: Visibility.PUBLIC,
    Group.SeenBy.MEMBERS: Visibility.MEMBERS,
    Group.SeenBy.GROUP: Visibility.GROUP,
}


def widest_in(group: Group) -> str:
    """How wide a forum of this group may be. That the whole community exists is no secret."""
    return Visibility.PUBLIC if group.parent_id is None else WIDEST[group.seen_by]


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, member: Member | None) -> ForumQuerySet:
        """Those she may read: never wider than their group, even where the group has narrowed."""
        if member is not None and member.works_for_staff:
            return self.all()
        known = Group.objects.visible_to(member).order_by().values("pk")
        if member is None:
            return self.filter(visibility=Visibility.PUBLIC, group__in=known)
        wide = (Visibility.PUBLIC, Visibility.MEMBERS)
        return self.filter(
            Q(group__any_of=readable_group_ids(member)) | Q(visibility__in=wide, group__in=known)
        )

    def writable_by(self, member: Member | None) -> ForumQuerySet:
        """Where she may write at all; `access` says what."""
        if member is None:
            return self.none()
        if member.works_for_staff:
            return self.open()
        return self.open().filter(group__any_of=readable_group_ids(member))

    def open(self) -> ForumQuerySet:
        return self.filter(closed_at__isnull=True)


class Forum(models.Model):
    """Every group has one or more; those of the whole community are everybody's."""

    class OpenedBy(models.TextChoices):
        MEMBERS = "members", _("members of the group")
        FACILITATORS = "facilitators", _("its facilitators and staff")

    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"))
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    purpose = models.TextField(_("purpose"), blank=True)
    visibility = models.CharField(
        _("who may read"),
        max_length=10,
        choices=Visibility,
        default=Visibility.GROUP,
        help_text=_("Never wider than its group. Only the group writes here."),
    )
    opened_by = models.CharField(
        _("who opens threads"), max_length=12, choices=OpenedBy, default=OpenedBy.MEMBERS
    )
    allows_nameless = models.BooleanField(
        _("posts without a name"),
        default=False,
        help_text=_("A member may write as “a member of this group”."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    closed_at = models.DateTimeField(
        _("closed at"), null=True, blank=True, help_text=_("It can be read, and nobody writes.")
    )
    created_at = models.DateTimeField(_("opened at"), default=timezone.now, editable=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ("group", "position", "name")
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED)), name="forum_slug_is_free"
            ),
        ]
        indexes = [models.Index(fields=["group", "position"], name="forum_of_group")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forums:forum_detail", args=[self.slug])

    def clean(self) -> None:
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This word is taken by a page of the portal.")})
        if self.group_id and is_wider(self.visibility, than=widest_in(self.group)):
            raise ValidationError(
                {"visibility": _("A forum is never open to more people than its group.")}
            )
