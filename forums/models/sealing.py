"""Who wrote what without her name, sealed; and the rows of how a seal was opened by two people."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.cipher import opened
from forums.houses import differ_from
from members.models import Member

from .posts import Post
from .threads import Thread

# A question that nobody has answered ends by itself; what was opened is shown no longer than this.
WAITS = dt.timedelta(days=14)
SHOWN = dt.timedelta(days=30)


class Seal(models.Model):
    """The author of a nameless post, unreadable without the portal's secret key.

    Written with random parts: two seals of one person have nothing in common.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return str(self.post_id)

    @property
    def author_number(self) -> int | None:
        """None if no known key opens it. `sealing` asks, and `visible_to` below; nobody else."""
        return opened(bytes(self.sealed), post=self.post_id)


class UnsealingQuerySet(models.QuerySet["Unsealing"]):
    def visible_to(self, member: Member | None) -> UnsealingQuerySet:
        """What she asked, answered, or may answer, as long as she looks after the group.

        Nobody meets a question about a post of her own: to her it is as if nobody had asked.
        """
        if member is None or not (member.works_for_staff or member.facilitated_group_ids):
            return self.none()
        here = self.filter(post__thread__in=Thread.objects.visible_to(member).order_by())
        if not member.works_for_staff:
            here = here.filter(post__thread__forum__group__in=member.facilitated_group_ids)
        took_part = Q(asked_by=member) | Q(answered_by=member)
        return here.filter(took_part | Q(pk__in=here._waiting_for(member)))

    def _waiting_for(self, member: Member) -> list[int]:
        """Those that wait for a second person of another house, and not about her own post."""
        others = self.waiting().exclude(asked_by=member).select_related("asked_by")
        waiting = list(others.order_by())
        if not waiting:
            return []
        seals = Seal.objects.filter(post__in=[one.post_id for one in waiting])
        hers = {one.post_id for one in seals if one.author_number == member.pk}
        askers = differ_from(member, [one.asked_by for one in waiting])
        return [one.pk for one in waiting if one.asked_by_id in askers and one.post_id not in hers]

    def waiting(self) -> UnsealingQuerySet:
        return self._unanswered().filter(asked_at__gt=timezone.now() - WAITS)

    def due(self) -> UnsealingQuerySet:
        """Nobody has answered, and the time for it is over."""
        return self._unanswered().filter(asked_at__lte=timezone.now() - WAITS)

    def _unanswered(self) -> UnsealingQuerySet:
        return self.filter(answered_at__isnull=True, lapsed_at__isnull=True)

    def shown(self) -> UnsealingQuerySet:
        """Agreed to by both, and not so long ago that the name is closed again."""
        return self.filter(agreed=True, answered_at__gt=timezone.now() - SHOWN)


class Unsealing(models.Model):
    """Two people of different organizations, who look after the group or are staff, open a seal."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    asked_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    why = models.TextField(_("why"), help_text=_("The author reads it."))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answered_by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    agreed = models.BooleanField(_("agreed"), null=True)
    answer = models.TextField(_("words of the second person"), blank=True)
    lapsed_at = models.DateTimeField(
        _("ended by itself at"),
        null=True,
        blank=True,
        help_text=_("Nobody has answered in time, or who asked may no longer ask."),
    )

    objects = UnsealingQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("opening of a seal")
        verbose_name_plural = _("openings of seals")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="unsealing_says_why"),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="unsealing_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, agreed=None, answer="")
                | Q(answered_by__isnull=False, answered_at__isnull=False, agreed__isnull=False)
                & Q(lapsed_at__isnull=True)
                & ~Q(answer="")
                & ~Q(answered_by=F("asked_by")),
                name="unsealing_takes_two",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-asked_at"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="unsealing_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}, {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("forums:unsealing_detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        if self.answered_at or self.lapsed_at:
            return False
        return self.asked_at > timezone.now() - WAITS

    @property
    def is_shown(self) -> bool:
        """Whether the two may still see the name."""
        if not self.agreed or self.answered_at is None:
            return False
        return self.answered_at > timezone.now() - SHOWN

    @property
    def shown_until(self) -> dt.datetime | None:
        return self.answered_at + SHOWN if self.agreed and self.answered_at else None
