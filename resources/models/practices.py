"""What a promising practice tells beyond the words of its resource."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Member, Organization

from .resources import Resource


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, member: Member | None) -> PracticeQuerySet:
        """Those whose resource she may see."""
        return self.filter(resource__in=Resource.objects.visible_to(member))

    def published(self) -> PracticeQuerySet:
        return self.filter(resource__status=Resource.Status.PUBLISHED)

    def in_order(self) -> PracticeQuerySet:
        """Section by section, and in a section sub-theme by sub-theme."""
        return self.order_by("section", "subtheme", "resource__sort_title", "pk")


class Practice(models.Model):
    class Evidence(models.TextChoices):
        PROMISING = "promising", _("promising: those who do it see a change")
        OBSERVED = "observed", _("observed: others have seen it too")
        MEASURED = "measured", _("measured: there are figures before and after")
        EVALUATED = "evaluated", _("evaluated: somebody independent has looked")

    resource = models.OneToOneField(
        Resource, models.CASCADE, related_name="practice", verbose_name=_("resource")
    )
    section = models.CharField(_("section"), max_length=120)
    subtheme = models.CharField(_("sub-theme"), max_length=120)
    organizations = models.ManyToManyField(
        Organization, related_name="+", verbose_name=_("organizations")
    )
    context = models.TextField(_("context"))
    done = models.TextField(_("what was done"))
    with_whom = models.TextField(_("with whom"), blank=True)
    evidence = models.TextField(_("what the evidence indicates"))
    evidence_strength = models.CharField(
        _("how strong it is"), max_length=10, choices=Evidence, default=Evidence.PROMISING
    )
    money = models.TextField(_("money it took"), blank=True)
    time = models.TextField(_("time it took"), blank=True)
    commitment = models.TextField(_("commitment it took"), blank=True)
    resistance = models.TextField(_("resistance, and how it was met"), blank=True)
    do_no_harm = models.TextField(_("doing no harm"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ("section", "subtheme", "pk")
        verbose_name = _("promising practice")
        verbose_name_plural = _("promising practices")
        indexes = [models.Index(fields=["section", "subtheme"], name="practice_by_section")]

    def __str__(self) -> str:
        return f"{self.section} › {self.subtheme}"
