"""Harvesting while somebody else does something too, and a library that is large.

`HARVEST_RECORDS=10000 .venv/bin/python -m pytest tests/resources/test_harvest_together.py -s` takes
in as many records, and says how long it took.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from members.models import Member
from resources import actions
from resources.harvest import jobs
from resources.models import HarvestRun, Resource, SourceRecord

from .other_library import make_source, other_library

RECORDS = int(os.environ.get("HARVEST_RECORDS", "250"))

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[BaseException | None]:
    """What each raised."""
    raised: list[BaseException | None] = [None] * len(deeds)
    barrier = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], object]) -> None:
        try:
            barrier.wait()
            deed()
        except BaseException as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_who_ask_at_once_begin_one_harvest(bintou: Member) -> None:
    source = make_source(by=bintou)
    raised = at_once(*[lambda: jobs.begin(source=source, by=bintou)] * 4)
    assert sorted(type(one).__name__ for one in raised) == ["NoneType", *["UnderWay"] * 3]
    assert HarvestRun.objects.count() == 1


def test_two_workers_with_one_page_take_it_in_once(
    bintou: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with other_library(monkeypatch, page_size=20) as library:
        for n in range(40):
            library.add(f"oai:x:{n}")
        run = jobs.begin(source=make_source(library, by=bintou), by=bintou)
        raised = at_once(*[lambda: jobs.harvest_page(run.pk)] * 3)
    assert raised == [None] * 3
    run.refresh_from_db()
    assert (run.pages, run.told) in {(1, 20), (2, 40)}  # one may have come after the others
    assert Resource.objects.count() == SourceRecord.objects.count() == run.told


def test_a_work_that_is_published_while_it_changes_there_is_not_overwritten(
    bintou: Member, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    """Whoever comes first: either staff saw the new title, or the old one stands."""
    with other_library(monkeypatch) as library:
        entry = library.add("oai:x:1", "First title")
        source = make_source(library, by=bintou)
        jobs.begin(source=source, by=bintou)
        run_jobs()
        work = Resource.objects.get()
        entry.said["title"] = "Second title"
        run = jobs.begin(source=source, by=bintou, anew=True)
        raised = at_once(
            lambda: jobs.harvest_page(run.pk), lambda: actions.publish(resource=work, by=bintou)
        )
    assert raised == [None, None]
    work.refresh_from_db()
    standing = SourceRecord.objects.get().standing
    assert work.status == Resource.Status.PUBLISHED
    assert (work.title, standing) in {("First title", "changed"), ("Second title", "in_step")}


def test_a_large_library_comes_in_whole(
    bintou: Member, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    with other_library(monkeypatch) as library:
        for n in range(RECORDS):
            library.add(f"oai:x:{n}", description="About savings. " * 20, creator=["Sow, Awa"])
        source = make_source(library, by=bintou)
        for expected in ("new", "unchanged"):
            began = time.monotonic()
            run = jobs.begin(source=source, by=bintou, anew=True)
            run_jobs()
            run.refresh_from_db()
            print(f"\n{RECORDS} records, {expected}, in {time.monotonic() - began:.1f} s")
            assert (run.state, getattr(run, expected)) == ("done", RECORDS)
    assert Resource.objects.awaiting_review().count() == RECORDS
