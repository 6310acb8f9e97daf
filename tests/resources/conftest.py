"""What tests of the library may ask for besides."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from resources.usage import sessions

from .using import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Time stands still; salts of other tests are forgotten before and after."""
    stopped = Clock()
    monkeypatch.setattr(timezone, "now", lambda: stopped.now)
    sessions._kept.clear()
    yield stopped
    sessions._kept.clear()
