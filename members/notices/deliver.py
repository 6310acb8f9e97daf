"""Writing a letter: a row in the outbox, in the transaction of the deed it tells of."""

from __future__ import annotations

from collections.abc import Sequence
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
    {
        *("email_confirmation", "email_confirmation_signup", "login_code", "password_reset_key"),
        *("invitation", "invitation_applicant", "invitation_member", "invitation_reminder"),
    }
)
# Of letters that are written by the thousand: whatever else waits leaves before them.
AFTER_ALL_OTHERS = -10
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
    """Keep a letter as `compose_letter` makes it, and ask for its sending."""
    letter = compose_letter(
        kind, address=address, recipient=recipient, language=language, context=context
    )
    letter.save()
    send_letter.defer(letter_id=letter.pk)
    return letter


@transaction.atomic
def keep_letters(letters: Sequence[Letter]) -> None:
    """Keep many composed letters at once; they are sent when no other letter waits."""
    if letters:
        kept = Letter.objects.bulk_create(letters, batch_size=500)
        later = send_letter.configure(priority=AFTER_ALL_OTHERS)
        jobs: list[dict[str, Any]] = [{"letter_id": letter.pk} for letter in kept]
        later.batch_defer(*jobs)


def compose_letter(
    kind: str,
    *,
    address: str,
    recipient: Member | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
) -> Letter:
    """A letter of this kind, from `templates/letters/<kind>/`, which is not kept yet.

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
        return Letter(
            kind=kind,
            recipient=recipient,
            address=address,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            subject=" ".join(subject.split())[:250],
            text=render_to_string(f"letters/{kind}/body.txt", facts).strip() + "\n",
            html=render_to_string(f"letters/{kind}/body.html", facts),
            is_secret=kind in SECRET_KINDS | BETWEEN_TWO,
        )
