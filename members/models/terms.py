"""Terms of office: who facilitates which group, from when to when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, Q, Value
from django.db.models.expressions import Func
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .groups import Group
from .people import Member

# A successor reads the handover page so many days before her own term begins.
HANDOVER_DAYS = 60
# Who comes back after a longer pause begins to count her terms anew.
LONGEST_PAUSE = dt.timedelta(days=31)


class TermQuerySet(models.QuerySet["Term"]):
    def _by_the_calendar_of_its_group(self, at: dt.datetime | None) -> TermQuerySet:
        moment = Value(at, models.DateTimeField()) if at else Now()
        today = Func(
            F("group__time_zone"),
            moment,
            template="timezone(%(expressions)s)::date",
            output_field=models.DateField(),
        )
        return self.alias(group_today=today)

    def current(self, at: dt.datetime | None = None) -> TermQuerySet:
        """In office at that moment (now, if not given), by the calendar of each term's group."""
        return self._by_the_calendar_of_its_group(at).filter(
            starts_on__lte=F("group_today"), ends_on__gte=F("group_today")
        )

    def coming(self, within_days: int | None = None) -> TermQuerySet:
        """Not begun yet; of those, the ones that begin in so many days."""
        coming = self._by_the_calendar_of_its_group(None).filter(starts_on__gt=F("group_today"))
        if within_days is None:
            return coming
        last = F("group_today") + Value(within_days, models.IntegerField())
        day = models.ExpressionWrapper(last, models.DateField())
        return coming.filter(starts_on__lte=day)

    def past(self) -> TermQuerySet:
        return self._by_the_calendar_of_its_group(None).filter(ends_on__lt=F("group_today"))

    def in_charge_of(self, group: Group | None, *, besides: Member | None = None) -> TermQuerySet:
        """Who looks after the group now: whoever holds office there, else in the root.

        `besides` leaves somebody out, as if she held none. Only the suspended and those who have
        left hold office in name alone.
        """
        holding = Term.objects.current().filter(member__status=Member.Status.ACTIVE)
        if besides is not None:
            holding = holding.exclude(member=besides)
        here = holding.filter(group=group)
        in_the_root = Q(group__parent=None) & ~Exists(here)
        chosen = self.filter(pk__in=holding.values("pk"))
        return chosen.filter(Q(group=group) | in_the_root).select_related("member")


class Term(models.Model):
    """An office, from its first day to its last. It alone gives a facilitator her rights.

    Written by the deeds in `members.terms`.
    """

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        CO_FACILITATOR = "co_facilitator", _("co-facilitator")

    class Standing(models.TextChoices):
        COMING = "coming", _("to come")
        CURRENT = "current", _("in office")
        PAST = "past", _("over")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="terms", verbose_name=_("member")
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="terms", verbose_name=_("group"))
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.FACILITATOR)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    planned_end_on = models.DateField(
        _("should have ended on"), null=True, blank=True, editable=False
    )
    end_reason = models.TextField(_("why it ended early"), blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_on", "pk")
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_it_began",
                violation_error_message=_("A term ends on its first day or later."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on=None, end_reason="", ended_by=None)
                | (Q(planned_end_on__gt=F("ends_on"), ended_by__isnull=False) & ~Q(end_reason="")),
                name="term_ended_early_with_reason",
            ),
            # Keys as ranges of one number: for ranges Postgres needs no extension here.
            ExclusionConstraint(
                name="term_no_two_at_once",
                expressions=[
                    (
                        Func(F("member"), F("member"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("group"), F("group"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("She holds office in this group on some of these days."),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "ends_on"], name="term_of_member"),
            models.Index(fields=["group", "ends_on"], name="term_of_group"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.group}, {self.starts_on}–{self.ends_on}"

    @property
    def standing(self) -> str:
        """A `Term.Standing`, today in its group."""
        today = self.group.today
        if today < self.starts_on:
            return self.Standing.COMING
        return self.Standing.CURRENT if today <= self.ends_on else self.Standing.PAST


class TermNotice(models.Model):
    """That the end of a term was told by letter, so many days before it."""

    term = models.ForeignKey(
        Term, models.CASCADE, related_name="notices", verbose_name=_("term of office")
    )
    ends_on = models.DateField(_("last day"), help_text=_("As it was then; it may be moved."))
    days = models.PositiveSmallIntegerField(_("days before"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("notice of the end of a term")
        verbose_name_plural = _("notices of the end of terms")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "ends_on", "days"], name="term_notice_once_for_each_end"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term}, {self.days}"


class InARow(NamedTuple):
    """The how-manieth term without a break it is, and since when she has held office."""

    number: int
    since: dt.date


def in_a_row(terms: Iterable[Term]) -> dict[int, InARow]:
    """By the key of each term; whatever her role was. In one query, however many there are."""
    asked = list(terms)
    if not asked:
        return {}
    places = {(term.member_id, term.group_id) for term in asked}
    of_them = Term.objects.filter(
        member__in={member for member, _group in places},
        group__in={group for _member, group in places},
    )
    counted: dict[int, InARow] = {}
    before: Term | None = None
    for term in of_them.order_by("member_id", "group_id", "starts_on"):
        row = InARow(1, term.starts_on)
        if before is not None and _follows(term, before):
            last = counted[before.pk]
            row = InARow(last.number + 1, last.since)
        counted[term.pk] = row
        before = term
    return {term.pk: counted[term.pk] for term in asked if term.pk in counted}


def _follows(term: Term, before: Term) -> bool:
    same = (term.member_id, term.group_id) == (before.member_id, before.group_id)
    return same and term.starts_on - before.ends_on <= LONGEST_PAUSE
