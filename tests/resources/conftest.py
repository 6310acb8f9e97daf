"""What tests of the library may ask for besides."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from members.models import Member
from resources.harvest import jobs
from resources.models import HarvestRun, Source
from resources.usage import sessions

from .other_library import OtherLibrary, make_source, other_library
from .using import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Time stands still; salts of other tests are forgotten before and after."""
    stopped = Clock()
    monkeypatch.setattr(timezone, "now", lambda: stopped.now)
    sessions._kept.clear()
    yield stopped
    sessions._kept.clear()


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherLibrary]:
    with other_library(monkeypatch) as other:
        yield other


@pytest.fixture
def source(library: OtherLibrary, bintou: Member) -> Source:
    return make_source(library, by=bintou)


@pytest.fixture
def harvest(
    source: Source, bintou: Member, run_jobs: Callable[[], int]
) -> Callable[..., HarvestRun]:
    def once(**how: bool) -> HarvestRun:
        run = jobs.begin(source=source, by=bintou, **how)
        run_jobs()
        run.refresh_from_db()
        return run

    return once
