"""What is asked of an applicant, and what she answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Application, Member


class ApplicationQuestionQuerySet(models.QuerySet["ApplicationQuestion"]):
    def waiting(self) -> ApplicationQuestionQuerySet:
        """For her answer."""
        return self.filter(answered_at__isnull=True)


class ApplicationQuestion(models.Model):
    """One round: a question, and her answer as soon as there is one. Both stay."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="questions", verbose_name=_("application")
    )
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ApplicationQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        verbose_name = _("question to an applicant")
        verbose_name_plural = _("questions to applicants")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="application_question_one_waits",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="application_question_has_words"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="application_question_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text
