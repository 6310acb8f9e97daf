"""Writing a letter: a row in the outbox, in the transaction of the deed it tells of."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from members.models import Member

from .models import Letter
from .tasks import send_letter

# Letters with a code or a link that opens an account: nobody may read them afterwards.
SECRET_KINDS = frozenset(
    {"email_confirmation", "email_confirmation_signup", "login_code", "password_reset_key"}
)
# What two members write to each other: nobody else reads it, staff included.
BETWEEN_TWO = frozenset(
    f"accompaniment_{name}" for name in ("asked", "accepted", "begun", "declined", "over")
)


@transaction.atomic
def write_letter(
    kind: str,
    *,
    address: str,
    recipient: Member | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
) -> Letter:
    """Keep a letter of this kind, from `templates/letters/<kind>/`, and ask for its sending.

    It is written in `language`, else in the recipient's, else in the one in use.
    """
    chosen = language or (recipient.interface_language if recipient else "")
    with translation.override(chosen or translation.get_language()):
        facts = {
            "portal_name": settings.PORTAL_NAME,
            "base_url": settings.BASE_URL,
            "recipient": recipient,
            "LANGUAGE_CODE": translation.get_language(),
        } | (context or {})
        subject = render_to_string(f"letters/{kind}/subject.txt", facts)
        letter = Letter.objects.create(
            kind=kind,
            recipient=recipient,
            address=address,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            subject=" ".join(subject.split())[:250],
            text=render_to_string(f"letters/{kind}/body.txt", facts).strip() + "\n",
            html=render_to_string(f"letters/{kind}/body.html", facts),
            is_secret=kind in SECRET_KINDS | BETWEEN_TWO,
        )
    send_letter.defer(letter_id=letter.pk)
    return letter
