"""Invitations: who asks whom to come in, and the keys by which an invited person shows herself.

A key is told in one letter and kept nowhere: only its digest is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .groups import Group
from .organizations import Organization
from .people import Member

VALID_FOR = dt.timedelta(days=14)
# One letter at first and two more; a person who has not answered three does not want to.
MOST_LETTERS = 3
KEY_BYTES = 32


def end_of_validity() -> dt.datetime:
    return timezone.now() + VALID_FOR


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, member: Member | None) -> InvitationQuerySet:
        """Those that she has sent; staff see everybody's in the administration."""
        return self.filter(invited_by=member) if member else self.none()

    def open(self) -> InvitationQuerySet:
        """Not answered, not taken back, not over; and who invites is still one of us."""
        return self.filter(
            status=Invitation.Status.OPEN,
            expires_at__gt=timezone.now(),
            invited_by__status=Member.Status.ACTIVE,
        )

    def opened_by(self, digest: str) -> Invitation | None:
        """The open invitation to which the key of this digest belongs."""
        found = self.open().select_related("invited_by", "organization", "group")
        return found.filter(keys__digest=digest).first()


class Invitation(models.Model):
    """Somebody is asked to come in, at one address. It opens to whoever reads letters there."""

    class Status(models.TextChoices):
        OPEN = "open", _("not answered yet")
        ACCEPTED = "accepted", _("accepted")
        REVOKED = "revoked", _("taken back")
        EXPIRED = "expired", _("expired")

    address = models.EmailField(_("address"), max_length=254)
    invited_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organization"),
        help_text=_("Where she will work for us; empty: she says so herself."),
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    words = models.TextField(_("personal words"), max_length=1000, blank=True)
    language = models.CharField(_("language of the letter"), max_length=8, default="en")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("invited at"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), default=end_of_validity)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    letters = models.PositiveSmallIntegerField(
        _("letters asked for"), default=1, help_text=_("Without the reminder.")
    )
    letter_asked_at = models.DateTimeField(_("letter asked for at"), default=timezone.now)
    letter_written_at = models.DateTimeField(
        _("letter written at"), null=True, blank=True, help_text=_("Empty: the worker is at it.")
    )
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                F("address"),
                F("invited_by"),
                Coalesce(F("organization"), Value(0)),
                Coalesce(F("group"), Value(0)),
                condition=Q(status="open"),
                name="invitation_one_open_to_the_same",
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="invitation_address_in_small_letters"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="invitation_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", accepted_by__isnull=False)
                | (~Q(status="accepted") & Q(accepted_by__isnull=True)),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(letters__gte=1, letters__lte=MOST_LETTERS),
                name="invitation_few_letters",
            ),
        ]
        indexes = [
            models.Index(fields=["invited_by", "-created_at"], name="invitation_list"),
            models.Index(
                fields=["invited_by", "status", "-created_at"], name="invitation_list_by_status"
            ),
            models.Index(fields=["invited_by", "letter_asked_at"], name="invitation_ceiling"),
            models.Index(
                fields=["letter_asked_at"],
                condition=Q(status="open", letter_written_at__isnull=True),
                name="invitation_letter_waits",
            ),
            models.Index(fields=["expires_at"], condition=Q(status="open"), name="invitation_ends"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_over(self) -> bool:
        """Its days are over, whether or not the worker has noted it yet."""
        over = self.status == self.Status.OPEN and self.expires_at <= timezone.now()
        return over or self.status == self.Status.EXPIRED


class InvitationKey(models.Model):
    """What a letter carries. Each letter has its own, so that the earlier ones still work."""

    invitation = models.ForeignKey(
        Invitation, models.CASCADE, related_name="keys", verbose_name=_("invitation")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("key of an invitation")
        verbose_name_plural = _("keys of invitations")

    def __str__(self) -> str:
        return str(self.invitation_id)


def new_key() -> str:
    """256 bits that nobody can guess, in letters that may stand in an address."""
    return secrets.token_urlsafe(KEY_BYTES)
