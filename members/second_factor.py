"""What we ask of allauth's second factors: who needs one, how secrets are kept, how they look.

For the ground's middleware and views; allauth finds the adapter through the settings.
"""

import base64
import logging
import secrets

import qrcode
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .models import Member

logger = logging.getLogger(__name__)

# Recovery codes alone are no factor: they stand in for one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(member: Member) -> bool:
    return Authenticator.objects.filter(user=member, type__in=FACTORS).exists()


def has_shown_second_factor(request: HttpRequest) -> bool:
    """In this session: one that began before she had a factor has not seen it yet."""
    return any(
        one.get("method") == "mfa" for one in get_authentication_records(request, request.user)
    )


@receiver(authenticator_added)
def _has_just_shown_it(
    request: HttpRequest, user: Member, authenticator: Authenticator, **kwargs: object
) -> None:
    """Who sets up a factor uses it in doing so. allauth says so by a signal only."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _cipher() -> MultiFernet:
    """Writes with today's SECRET_KEY and still reads what former ones wrote."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    salted_hmac("members.second_factor", "", key, algorithm="sha256").digest()
                )
            )
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that cannot be read any more counts as one that nobody knows."""
        try:
            return _cipher().decrypt(encrypted_text).decode()
        except InvalidToken:
            logger.error("The secret of a second factor was written with another SECRET_KEY.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """In the page itself, black on white in the dark as well: cameras need it so."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"'
            ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/>'
            '<path fill="#000" d="{2}"/></svg>',
            len(rows),
            _("The code to scan; it says the same as the key in words below."),
            squares,
        )

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("My key") if number == 1 else _("My key no. %(number)s") % {"number": number}
