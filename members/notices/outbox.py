"""Sending what stands in the outbox. Called by the worker only."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from .models import GONE_WHEN_SENT, Letter


def send(letter_id: int) -> bool:
    """Send a letter that has not been sent; False if there is nothing to do.

    The row stays locked while the mail server is spoken to, so two workers cannot both send it.
    """
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(pk=letter_id, sent_at__isnull=True)
            .first()
        )
        if letter is None:
            return False
        mail = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            settings.DEFAULT_FROM_EMAIL,
            [letter.address],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(letter.html, "text/html")
        mail.send()
        if letter.kind in GONE_WHEN_SENT:
            letter.delete()
            return True
        letter.sent_at = timezone.now()
        if letter.is_secret and settings.EMAIL_URL:
            letter.text = letter.html = ""
        letter.save(update_fields=["sent_at", "text", "html"])
        return True
