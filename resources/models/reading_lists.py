"""What a member has put aside to read, and the link by which she may show it to others."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .resources import Resource

TOKEN_BYTES = 24


def digest_of(token: str) -> str:
    """All that is kept of a token: it has 192 random bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class ReadingListItemQuerySet(models.QuerySet["ReadingListItem"]):
    def visible_to(self, member: Member | None) -> ReadingListItemQuerySet:
        """Her own, as far as she may still see what she put there."""
        if member is None:
            return self.none()
        return self.filter(member=member, resource__in=Resource.objects.visible_to(member))

    def shared_by(self, owner: Member, *, reader: Member | None) -> ReadingListItemQuerySet:
        """Of the owner's list, what the reader may see herself."""
        seen = Resource.objects.visible_to(reader).published()
        return self.filter(member=owner, resource__in=seen)


class ReadingListItem(models.Model):
    """A resource on a member's reading list. Nobody else sees it, staff included."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name=_("member"))
    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="+", verbose_name=_("resource")
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("For herself: it is never shared.")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects = ReadingListItemQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")
        verbose_name = _("resource on a reading list")
        verbose_name_plural = _("resources on reading lists")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "resource"], name="reading_list_holds_a_resource_once"
            )
        ]
        indexes = [
            models.Index(fields=["member", "-added_at", "-id"], name="reading_list_of_member")
        ]

    def __str__(self) -> str:
        return str(self.resource_id)


class ReadingListLinkQuerySet(models.QuerySet["ReadingListLink"]):
    def opened_by(self, token: str) -> ReadingListLink | None:
        """The link of this token, while its owner is an active member."""
        holders = self.select_related("member").filter(member__status=Member.Status.ACTIVE)
        return holders.filter(digest=digest_of(token)).first()

    def renew(self, member: Member) -> str:
        """A new token, in the place of an earlier one. It is told once and kept nowhere."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        facts = {"digest": digest_of(token), "created_at": timezone.now()}
        self.update_or_create(member=member, defaults=facts)
        return token


class ReadingListLink(models.Model):
    """Opens a member's reading list to whoever holds its token. She has one, or none."""

    member = models.OneToOneField(
        Member, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = ReadingListLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a reading list")
        verbose_name_plural = _("links to reading lists")

    def __str__(self) -> str:
        return str(self.member_id)
