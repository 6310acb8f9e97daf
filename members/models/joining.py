"""How people came into groups and went out again, and who waits for an answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .groups import Group, Membership


class MembershipStep(models.Model):
    """One deed about somebody's place in a group. Rows are only ever added.

    They stay when the place itself is gone: a request that was turned down leaves no `Membership`.
    """

    class Deed(models.TextChoices):
        JOINED = "joined", _("joined")
        ASKED = "asked", _("asked to join")
        TAKEN_BACK = "taken_back", _("took her request back")
        LET_IN = "let_in", _("was let in")
        TURNED_DOWN = "turned_down", _("was turned down")
        INVITED = "invited", _("was invited")
        REVOKED = "revoked", _("invitation was withdrawn")
        ACCEPTED = "accepted", _("accepted the invitation")
        DECLINED = "declined", _("declined the invitation")
        LEFT = "left", _("left")
        REMOVED = "removed", _("was removed")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"))
    deed = models.CharField(_("what was done"), max_length=12, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    words = models.TextField(_("words"), blank=True, help_text=_("A message or a reason."))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("step of a membership")
        verbose_name_plural = _("steps of memberships")
        constraints = [
            models.CheckConstraint(
                condition=~Q(deed__in=("turned_down", "removed"), words=""),
                name="membership_step_says_why",
            )
        ]
        indexes = [models.Index(fields=["group", "member", "at"], name="membership_steps")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}, {self.at:%Y-%m-%d}"


class WaitingManager(models.Manager["JoinRequest"]):
    def get_queryset(self) -> models.QuerySet[JoinRequest]:
        return super().get_queryset().filter(status=Membership.Status.REQUESTED)


class JoinRequest(Membership):
    """A request to join a group that nobody has answered, for those who answer it."""

    objects = WaitingManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("request to join a group")
        verbose_name_plural = _("requests to join groups")

    def get_absolute_url(self) -> str:
        """Where it is answered. Reads `group` and `member`."""
        return reverse("members:group_request", args=[self.group.slug, self.member.handle])
