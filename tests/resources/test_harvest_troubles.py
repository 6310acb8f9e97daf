"""Harvesting another library when something goes wrong: a record, a server, a job, the line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resources.harvest import intake, jobs
from resources.models import HarvestRun, Resource, SourceRecord

from .other_library import counts
from .other_servers import answering

pytestmark = pytest.mark.django_db
Status, Standing = Resource.Status, SourceRecord.Standing


def test_a_broken_record_costs_only_itself(library, harvest) -> None:
    library.add("oai:x:1")
    library.add("oai:x:2", " ")
    library.add("oai:x:3", raw="<nothing/>")
    library.add("oai:x:4", "Too long a code", identifier="doi:10.1234/" + "x" * 300)
    library.add("", "Without an identifier")
    library.add("oai:x:5", "A sign \x0b that no XML holds")
    library.add("oai:x:" + "6" * 900)
    library.add("oai:x:7", publisher="p" * 900, creator="c" * 900, rights="r" * 900)
    run = harvest()
    assert (run.state, counts(run)) == ("done", {"new": 5, "broken": 3})
    problems = SourceRecord.objects.filter(standing="broken").values_list("identifier", "problem")
    assert dict(problems) == {"oai:x:2": "no_title", "oai:x:3": "no_metadata"}
    library.add("oai:x:2", "Now it has one")
    assert counts(harvest(anew=True)) == {"new": 1, "unchanged": 5, "broken": 2}


def test_what_does_not_fit_costs_only_itself(library, harvest, monkeypatch) -> None:
    """Whatever our mapping lets through, the library's own rules have the last word."""
    library.add("oai:x:1")
    library.add("oai:x:2")
    usual = intake.facts_of

    def facts_of(said, sets, **kw):
        facts = usual(said, sets, **kw)
        if facts["title"].endswith("1"):
            facts["issued"] = 12
        return facts

    monkeypatch.setattr(intake, "facts_of", facts_of)
    assert counts(harvest()) == {"new": 1, "broken": 1}
    assert SourceRecord.objects.get(standing="broken").problem == "not_kept"
    assert Resource.objects.get().title == "Work oai:x:2"


def test_a_library_that_is_busy_is_asked_again_when_it_says(
    library, harvest, source, run_jobs
) -> None:
    library.add("oai:x:1")
    library.answers = [answering(b"", status=503, Retry_After="120")]
    run = harvest()
    assert (run.state, run.trouble, run.detail) == ("running", "status", "503")
    job = ProcrastinateJob.objects.get(status="todo", task_name="resources.harvest_page")
    wait = (job.scheduled_at - timezone.now()).total_seconds()
    assert 110 < wait <= 120
    ProcrastinateJob.objects.filter(pk=job.pk).update(scheduled_at=timezone.now())
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.trouble, counts(run)) == ("done", "", {"new": 1})


def test_a_library_that_stays_away_is_given_up(library, harvest, run_jobs, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "WAITS", (0, 0, 0, 0))
    library.answers = [answering(b"", status=500)] * 9
    run = harvest()
    assert (run.state, run.trouble, run.detail) == ("stopped", "status", "500")
    assert len(library.asked) == 5


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (answering(b"<html></html>"), "not_oai"),
        (answering(b"<!DOCTYPE html><html><body>Hello</html>"), "not_oai"),
        (answering(b""), "not_oai"),
        (answering(b"no", status=404), "status"),
        (answering(b"", status=302, Location="http://169.254.169.254/"), "not_public"),
        (answering(b"", status=503, Retry_After="9999999"), "status"),
    ],
)
def test_what_is_no_library_is_said_so_in_words(answer, trouble, library, harvest) -> None:
    library.answers = [answer]
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", trouble)
    assert run.get_trouble_display() != trouble


@pytest.mark.parametrize(
    ("code", "trouble"),
    [("cannotDisseminateFormat", "no_format"), ("badArgument", "not_allowed")],
)
def test_what_the_library_refuses_is_told(code, trouble, library, harvest) -> None:
    library.error = code
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", trouble)
    assert "Because." in run.detail


def test_a_list_that_goes_round_comes_to_an_end(library, harvest) -> None:
    library.add("oai:x:1")
    library.page_size = 0  # the token is always the same
    library.answers = []
    library._list = lambda asked: (  # type: ignore[method-assign]
        "<ListRecords><record><header><identifier>oai:x:1</identifier>"
        "<datestamp>2020-01-01</datestamp></header></record>"
        f"<resumptionToken>{len(library.asked) % 3}</resumptionToken></ListRecords>"
    )
    run = harvest()
    assert (run.state, run.trouble) == ("stopped", "endless")
    assert len(library.asked) <= jobs.MOST_IDLE_PAGES + 2


def test_a_harvest_that_was_cut_off_goes_on_and_doubles_nothing(
    library, source, bintou, run_jobs, monkeypatch
) -> None:
    for n in range(9):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    run = jobs.begin(source=source, by=bintou)
    jobs.harvest_page(run.pk)
    stopped_here = HarvestRun.objects.get()
    monkeypatch.setattr(intake, "facts_of", _fail_at("Work oai:x:4", intake.facts_of))
    with pytest.raises(MemoryError):
        jobs.harvest_page(run.pk)
    assert Resource.objects.count() == 3  # the page came in whole or not at all
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.pages, run.token) == (stopped_here.pages, stopped_here.token) == (1, "3")


def _fail_at(title: str, usual: Callable[..., dict]) -> Callable[..., dict]:
    def facts_of(said: dict, sets: list, **kw: str) -> dict:
        facts = usual(said, sets, **kw)
        if facts["title"] == title:
            raise MemoryError
        return facts

    return facts_of


def test_a_job_that_is_done_twice_takes_its_page_once(library, source, bintou, run_jobs) -> None:
    """As when a worker was taken for dead, and was not."""
    for n in range(6):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    run = jobs.begin(source=source, by=bintou)
    seen = HarvestRun.objects.select_related("source").get()
    page = jobs.wire.list_records(source.url)
    jobs._take(seen, page)
    jobs._take(seen, page)
    run.refresh_from_db()
    assert (run.pages, run.told, Resource.objects.count()) == (1, 3, 3)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, Resource.objects.count()) == ("done", 6)


def test_a_library_that_forgot_where_we_were_is_asked_from_the_beginning(library, harvest) -> None:
    for n in range(6):
        library.add(f"oai:x:{n}")
    library.page_size = 3
    forgot = '<error code="badResumptionToken"/>'
    page = f"{library.answer({'verb': 'x'}).split('<ListRecords>')[0]}{forgot}</OAI-PMH>".encode()
    library.answers = [None, answering(page)]
    run = harvest()
    assert (run.state, run.restarts) == ("done", 1)
    assert Resource.objects.count() == 6
    library.answers = [None, answering(page), None, answering(page)]
    assert harvest(anew=True).trouble == "token"


def test_a_library_is_harvested_once_at_a_time(library, source, bintou) -> None:
    run = jobs.begin(source=source, by=bintou)
    with pytest.raises(jobs.UnderWay):
        jobs.begin(source=source, by=bintou)
    HarvestRun.objects.update(moved_at=timezone.now() - dt.timedelta(days=1))
    assert jobs.begin(source=source, by=bintou).pk != run.pk
    run.refresh_from_db()
    assert (run.state, run.trouble) == ("stopped", "lost")


def test_a_harvest_that_was_stopped_asks_no_more(library, source, bintou, run_jobs) -> None:
    library.add("oai:x:1")
    run = jobs.begin(source=source, by=bintou)
    jobs.stop(run=run)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.trouble, library.asked) == ("stopped", "by_hand", [])
