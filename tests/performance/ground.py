"""Where a process stands that measures: as in production, but for its files and two addresses."""

from pathlib import Path

from django.conf import settings

PLACE = Path(settings.BASE_DIR) / "var" / "bench"


def stand() -> None:
    """Before the first request: files of the bench's own, and the floors beside the pages."""
    settings.MEDIA_ROOT = PLACE / "media"
    settings.STATIC_ROOT = PLACE / "static"
    settings.ROOT_URLCONF = "tests.performance.urls"
    for place in (settings.MEDIA_ROOT, settings.STATIC_ROOT):
        place.mkdir(parents=True, exist_ok=True)
