"""What can be hidden, and the row that every decision leaves. Rooms build on both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Group, Member


class Moderated(models.Model):
    """Something that people wrote and that whoever looks after the group can hide.

    Who hid it stands in the decision: here is what everybody may know.
    """

    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True, editable=False)
    hidden_why = models.TextField(
        _("why it is hidden"), blank=True, editable=False, help_text=_("Everybody reads it.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_why="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_why="")),
                name="%(app_label)s_%(class)s_hidden_with_reason",
            )
        ]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, member: Member | None) -> DecisionQuerySet:
        """Staff read all; whoever facilitates a group, its own and those of the groups below."""
        if member is None:
            return self.none()
        if member.works_for_staff:
            return self.all()
        return self.filter(group__in=member.facilitated_group_ids)

    def about(self, thing: models.Model) -> DecisionQuerySet:
        return self.filter(thing=thing._meta.label_lower, thing_id=thing.pk)


class Decision(models.Model):
    """Who did what to which thing, and why. Never changed; it outlives the thing.

    `before` and `after` say what has changed, in the words of the room: never whole texts.
    """

    thing = models.CharField(_("kind of thing"), max_length=60, help_text=_("Such as forums.post."))
    thing_id = models.BigIntegerField(_("its number"))
    title = models.CharField(_("what it is called"), max_length=250)
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group"),
        help_text=_("Whose facilitators read it."),
    )
    deed = models.CharField(_("what was done"), max_length=40)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("by"))
    together_with = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("together with"),
        help_text=_("Where it takes two."),
    )
    why = models.TextField(_("why"))
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="decision_says_why"),
            models.CheckConstraint(
                condition=Q(together_with__isnull=True) | ~Q(together_with=models.F("by")),
                name="decision_of_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["thing", "thing_id", "-at"], name="decision_about"),
            models.Index(fields=["group", "-at"], name="decision_of_group"),
            models.Index(fields=["-at", "-id"], name="decision_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.deed}: {self.title}"
