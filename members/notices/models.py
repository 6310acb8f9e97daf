"""The outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Letters of which nothing stays once they are sent: that there was one would tell whom it was
# about. Nobody meets them in the administration either.
GONE_WHEN_SENT = frozenset({"seal_opened"})


class Letter(models.Model):
    """A mail to one person, written in the transaction of the deed it tells of."""

    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("recipient"),
    )
    address = models.EmailField(_("address"), max_length=254)
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    is_secret = models.BooleanField(
        _("carries a key"),
        default=False,
        help_text=_("Its text is wiped as soon as a mail server has taken it."),
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["-created_at"], name="letter_newest"),
            models.Index(
                fields=["created_at"], condition=Q(sent_at__isnull=True), name="letter_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
