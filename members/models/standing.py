"""The members by what they have accepted of the charter."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from .charter import Acceptance, CharterVersion, closes_on, today
from .people import Member


class CharterStandingQuerySet(models.QuerySet["CharterStanding"]):
    def _with_at_least(self, number: int) -> Exists:
        hers = Acceptance.objects.filter(member=OuterRef("pk"), version__number__gte=number)
        return Exists(hers)

    def standing(self, kind: str) -> CharterStandingQuerySet:
        """Of a kind of `CharterStanding.Kind`: whoever lacks the newest version that asks is
        asked, or closed if she lacks the newest of those whose days are over."""
        asking = list(CharterVersion.objects.asking().order_by("number"))
        over = [one.number for one in asking if closes_on(one.in_force_on) <= today()]
        is_closed = Q(~self._with_at_least(over[-1])) if over else Q(pk__in=[])
        lacks = Q(~self._with_at_least(asking[-1].number)) if asking else Q(pk__in=[])
        return self.filter(
            {
                CharterStanding.Kind.ACCEPTED: ~lacks,
                CharterStanding.Kind.ASKED: lacks & ~is_closed,
                CharterStanding.Kind.CLOSED: is_closed,
            }[CharterStanding.Kind(kind)]
        )

    def with_last(self) -> CharterStandingQuerySet:
        """`last_number`, `last_at` and `last_language` of what she has accepted last."""
        last = Acceptance.objects.filter(member=OuterRef("pk")).order_by("-version__number")
        return self.annotate(
            last_number=Subquery(last.values("version__number")[:1]),
            last_at=Subquery(last.values("accepted_at")[:1]),
            last_language=Subquery(last.values("language")[:1]),
        )


class ActiveManager(models.Manager.from_queryset(CharterStandingQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> CharterStandingQuerySet:
        active: CharterStandingQuerySet = super().get_queryset().filter(status=Member.Status.ACTIVE)
        return active


class CharterStanding(Member):
    """An active member, for the list of who has accepted the charter and who has not."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("has accepted")
        ASKED = "asked", _("is asked, and has time")
        CLOSED = "closed", _("has not; confidential groups are closed")

    objects = ActiveManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("member and the charter")
        verbose_name_plural = _("members and the charter")
