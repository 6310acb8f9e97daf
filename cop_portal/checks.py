"""What `make check` tells whoever is about to go live."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info


def virus_scanner(**kwargs: Any) -> list[CheckMessage]:
    """Running without one is allowed, so this stops nothing."""
    if settings.CLAMD_URL or settings.PORTAL_DEMO:
        return []
    return [
        Info(
            "No virus scanner is set: files that people send are not scanned.",
            hint="Set CLAMD_URL to the address of ClamAV's daemon. See .env.example.",
            id="cop_portal.I001",
        )
    ]
