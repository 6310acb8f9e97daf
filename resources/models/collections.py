"""Resources that somebody has chosen and put in an order for others."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Member, Visibility

from .resources import Resource


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, member: Member | None) -> CollectionQuerySet:
        if member and member.works_for_staff:
            return self.all()
        wide = [Visibility.PUBLIC, Visibility.MEMBERS] if member else [Visibility.PUBLIC]
        return self.filter(visibility__in=wide)

    def with_count_for(self, member: Member | None) -> CollectionQuerySet:
        """`size`: how many of its resources she would find in it."""
        seen = CollectionItem.objects.visible_to(member).filter(collection=models.OuterRef("pk"))
        counted = seen.order_by().values("collection").annotate(n=Count("pk")).values("n")
        return self.annotate(size=Coalesce(models.Subquery(counted), 0))


class Collection(models.Model):
    """Shows to each reader only those of its resources that she may see."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.TextField(_("description"), blank=True)
    visibility = models.CharField(
        _("who may see it"),
        max_length=10,
        choices=[choice for choice in Visibility.choices if choice[0] != Visibility.GROUP],
        default=Visibility.PUBLIC,
    )
    curator = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("curated by")
    )
    resources = models.ManyToManyField(
        Resource, through="CollectionItem", related_name="collections"
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=("public", "members")),
                name="collection_public_or_members",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("resources:collection_detail", args=[self.slug])

    @property
    def badge(self) -> str:
        """What sets it apart from one that everybody may see."""
        return gettext("For members") if self.visibility == Visibility.MEMBERS else ""


class CollectionItemQuerySet(models.QuerySet["CollectionItem"]):
    def visible_to(self, member: Member | None) -> CollectionItemQuerySet:
        """In collections that she may see, what she would find in the library too."""
        return self.filter(
            collection__in=Collection.objects.visible_to(member),
            resource__in=Resource.objects.visible_to(member).published(),
        )


class CollectionItem(models.Model):
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="+", verbose_name=_("resource")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    why = models.CharField(_("why it is here"), max_length=300, blank=True)

    objects = CollectionItemQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("resource of a collection")
        verbose_name_plural = _("resources of a collection")
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "resource"], name="collection_holds_a_resource_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.resource_id)
