"""What was decided about a resource: one row for every deed of its review."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member

from .resources import Resource


class ReviewStep(models.Model):
    class Deed(models.TextChoices):
        SUBMITTED = "submitted", _("sent in")
        RETURNED = "returned", _("returned with a question")
        DECLINED = "declined", _("declined")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REOPENED = "reopened", _("taken back into review")
        FILE_SENT = "file_sent", _("new file sent")
        FILE_ADDED = "file_added", _("new file taken in")
        FILE_DECLINED = "file_declined", _("new file declined")
        FILE_TAKEN_BACK = "file_taken_back", _("new file taken back")

    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="review_steps", verbose_name=_("resource")
    )
    deed = models.CharField(_("what was done"), max_length=20, choices=Deed)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("The person who sent it in reads it.")
    )
    status_before = models.CharField(_("before"), max_length=10, choices=Resource.Status)
    status_after = models.CharField(_("after"), max_length=10, choices=Resource.Status)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("step of the review")
        verbose_name_plural = _("steps of the review")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(
                    deed__in=("returned", "declined", "withdrawn", "file_declined"), reason=""
                ),
                name="review_step_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}, {self.at:%Y-%m-%d}"

    @property
    def is_answer(self) -> bool:
        """The words are of the person who sent it in; all others are of those who review."""
        return self.deed in {self.Deed.SUBMITTED, self.Deed.FILE_SENT, self.Deed.FILE_TAKEN_BACK}
