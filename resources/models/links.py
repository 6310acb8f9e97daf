"""What came of asking whether the link of a resource still leads somewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from resources.fetching import Trouble

from .resources import Resource

# One failure may be a server that is being mended; two on different days are a flag.
FAILURES_OF_A_FLAG = 2


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def visible_to(self, member: Member | None) -> LinkCheckQuerySet:
        """Of the resources that she may see."""
        return self.filter(resource__in=Resource.objects.visible_to(member))

    def standing(self) -> LinkCheckQuerySet:
        """Of links that the resources still have."""
        return self.filter(url=F("resource__source_url"))

    def answering(self) -> LinkCheckQuerySet:
        return self.filter(failures=0)

    def doubtful(self) -> LinkCheckQuerySet:
        """It failed on one day, and is asked again on the next."""
        return self.filter(failures__gt=0, failures__lt=FAILURES_OF_A_FLAG)

    def broken(self) -> LinkCheckQuerySet:
        return self.filter(failures__gte=FAILURES_OF_A_FLAG)


class LinkCheck(models.Model):
    """The last answer, and since when there is none.

    It speaks of `url` and of nothing else: when the resource gets another link, what is said here
    no longer counts, without anybody having to clear it.
    """

    class Outcome(models.TextChoices):
        """What servers say; where none answers, the outcome is one of `Trouble`."""

        ANSWERS = "answers", _("It answers.")
        GONE = "gone", _("The server says that there is no such page.")
        UPSET = "upset", _("The server answers with an error.")

    resource = models.OneToOneField(
        Resource, models.CASCADE, related_name="link_check", verbose_name=_("resource")
    )
    url = models.URLField(_("link"), max_length=1000)
    outcome = models.CharField(_("what happened"), max_length=20)
    status = models.PositiveSmallIntegerField(
        _("number of the answer"), null=True, help_text=_("As HTTP counts them, such as 404.")
    )
    failures = models.PositiveSmallIntegerField(
        _("failures"), default=0, help_text=_("On so many days in a row on which it was asked.")
    )
    failing_since = models.DateTimeField(_("fails since"), null=True)
    checked_at = models.DateTimeField(_("last asked at"))
    due_at = models.DateTimeField(_("asked again after"))

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="answers", failures=0, failing_since__isnull=True)
                | ~Q(outcome="answers") & Q(failures__gt=0, failing_since__isnull=False),
                name="link_check_fails_since_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(url="") & ~Q(outcome=""), name="link_check_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="link_check_due"),
            models.Index(
                F("failing_since").desc(nulls_last=True),
                F("id").desc(),
                name="link_check_failing_first",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        return self.failures >= FAILURES_OF_A_FLAG

    @property
    def in_words(self) -> str:
        """What happened, as staff read it; with the number that technicians ask for."""
        outcomes = dict(self.Outcome.choices) | dict(Trouble.choices)
        said = str(outcomes.get(self.outcome, self.outcome))
        return f"{said} ({self.status})" if self.status and self.failures else said
