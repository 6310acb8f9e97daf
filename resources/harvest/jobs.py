"""A harvest, page by page. Each page is a job that leaves in the run where to go on.

So the worker is never busy for long, waiting costs nobody anything, and a harvest that is cut off
goes on with the page it had not kept. Settings name this module, so that the worker finds its jobs.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from members.models import Member
from resources.fetching import NotFetched, Refused
from resources.models import HarvestRun, Source
from resources.models.sources import Fault

from . import wire
from .intake import Intake

PAUSE = 2  # seconds between two pages, so that we are no burden
WAITS = (60, 300, 900, 3600)  # seconds before the next attempt, where they do not say
LONGEST_WAIT = 4 * 3600
# A run that has not moved for so long has lost its job.
GIVEN_UP_AFTER = dt.timedelta(hours=12)
MOST_PAGES = 20_000
MOST_IDLE_PAGES = 20  # in a row that tell nothing new in this run: the list goes round
MOST_RESTARTS = 1
# Asked for once more: changes that were not yet visible to others when they were dated.
OVERLAP = dt.timedelta(minutes=10)

State = HarvestRun.State


class UnderWay(Exception):
    """This library is being harvested already."""


@transaction.atomic
def begin(*, source: Source, by: Member | None, anew: bool = False) -> HarvestRun:
    """Ask for what has changed since the last time; with `anew` for everything.

    Raises `UnderWay`.
    """
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if running := locked.runs.select_for_update().filter(state=State.RUNNING).first():
        if timezone.now() - running.moved_at < GIVEN_UP_AFTER:
            raise UnderWay
        _end(running, Fault.LOST)
    since = None if anew else locked.harvested_until
    run = HarvestRun.objects.create(source=locked, asked_by=by, since=since)
    harvest_page.defer(run_id=run.pk)
    return run


@transaction.atomic
def stop(*, run: HarvestRun) -> None:
    """Keep what has come in, and ask no more."""
    fresh = HarvestRun.objects.select_for_update().get(pk=run.pk)
    if fresh.state == State.RUNNING:
        _end(fresh, Fault.BY_HAND)


@app.task(name="resources.identify_source", retry=RetryStrategy(max_attempts=3, wait=10))
def identify_source(source_id: int) -> None:
    """Ask a library what it is, for staff to see."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return
    found, trouble = None, ""
    try:
        found = wire.identify(source.url)
    except NotFetched as error:
        trouble = error.trouble
    except wire.Failed as error:
        trouble = error.fault
    except (wire.Busy, wire.NothingNew, wire.TokenExpired):
        trouble = Fault.STATUS
    facts: dict[str, object] = {"trouble": trouble}
    if found:
        seconds = Source.Granularity.SECOND if found.to_the_second else Source.Granularity.DAY
        facts |= {"title": found.title, "earliest": found.earliest, "granularity": seconds}
        facts |= {"sets": found.sets, "identified_at": timezone.now()}
    # The address may have been corrected in the meantime; then another job asks there.
    Source.objects.filter(pk=source.pk, url=source.url).update(**facts)


@app.periodic(cron="23 3 * * 0")
@app.task(name="resources.harvest_weekly", queueing_lock="resources.harvest_weekly")
def harvest_weekly(timestamp: int) -> None:
    for source in Source.objects.filter(is_weekly=True):
        try:
            begin(source=source, by=None)
        except UnderWay:
            continue


@app.task(name="resources.harvest_page", retry=RetryStrategy(max_attempts=5, exponential_wait=8))
def harvest_page(run_id: int) -> None:
    """Take in the next page of a run, and ask for the one after it."""
    run = HarvestRun.objects.select_related("source").filter(pk=run_id).first()
    if run is None or run.state != State.RUNNING:
        return
    try:
        page = wire.list_records(
            run.source.url,
            token=run.token,
            since=_stamp(run.since, run.source) if run.since else "",
            set_spec=run.source.set_spec,
        )
    except wire.NothingNew:
        page = wire.Page(records=[], token="", size=None, answered_at=None)
    except wire.TokenExpired:
        _begin_again(run)
        return
    except wire.Busy as error:
        _wait(run, Fault.STATUS, str(error.status), error.wait)
        return
    except Refused as error:
        _give_up(run, error.trouble)
        return
    except NotFetched as error:
        _wait(run, error.trouble)
        return
    except wire.Failed as error:
        _give_up(run, error.fault, error.detail)
        return
    _take(run, page)


def _stamp(moment: dt.datetime, source: Source) -> str:
    """As finely as the library dates its records."""
    exact = source.granularity == Source.Granularity.SECOND
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ" if exact else "%Y-%m-%d")


def _locked(run: HarvestRun) -> HarvestRun | None:
    """None if somebody else has moved it on since we read it: a job that was taken for lost."""
    rows = HarvestRun.objects.select_for_update(of=("self",)).select_related("source__added_by")
    fresh = rows.get(pk=run.pk)
    here = (fresh.state, fresh.pages, fresh.token, fresh.restarts, fresh.attempts)
    there = (State.RUNNING, run.pages, run.token, run.restarts, run.attempts)
    return fresh if here == there else None


@transaction.atomic
def _take(run: HarvestRun, page: wire.Page) -> None:
    fresh = _locked(run)
    if fresh is None:
        return
    if not fresh.token:
        fresh.until = page.answered_at or fresh.began_at
    intake, news = Intake(fresh.source, fresh), False
    intake.look_up(page.records)
    for told in page.records:
        outcome, is_news = intake.take(told)
        setattr(fresh, outcome, getattr(fresh, outcome) + 1)
        news = news or is_news
    fresh.told += len(page.records)
    fresh.pages += 1
    fresh.attempts = 0
    fresh.size = page.size or fresh.size
    fresh.idle_pages = 0 if news else fresh.idle_pages + 1
    fresh.trouble = fresh.detail = ""
    goes_round = page.token == fresh.token or fresh.idle_pages >= MOST_IDLE_PAGES
    fresh.token = page.token
    if not page.token:
        _end(fresh)
        Source.objects.filter(pk=fresh.source_id).update(
            harvested_until=(fresh.until or fresh.began_at) - OVERLAP
        )
    elif goes_round or fresh.pages >= MOST_PAGES:
        _end(fresh, Fault.ENDLESS)
    else:
        _go_on(fresh, PAUSE)


def _go_on(run: HarvestRun, wait: int) -> None:
    run.moved_at = timezone.now()
    run.save()
    harvest_page.configure(schedule_in={"seconds": wait}).defer(run_id=run.pk)


@transaction.atomic
def _wait(run: HarvestRun, trouble: str, detail: str = "", wait: int | None = None) -> None:
    """Come again later, as they ask or each time later; not for ever."""
    fresh = _locked(run)
    if fresh is None:
        return
    fresh.trouble, fresh.detail = trouble, detail
    if fresh.attempts >= len(WAITS) or (wait or 0) > LONGEST_WAIT:
        _end(fresh, trouble, detail)
        return
    pause = WAITS[fresh.attempts] if wait is None else max(wait, PAUSE)
    fresh.attempts += 1
    _go_on(fresh, pause)


@transaction.atomic
def _begin_again(run: HarvestRun) -> None:
    """From the first page: they have forgotten where we were. Nothing is taken in twice."""
    fresh = _locked(run)
    if fresh is None:
        return
    if fresh.restarts >= MOST_RESTARTS or not fresh.token:
        _end(fresh, Fault.TOKEN)
        return
    fresh.restarts += 1
    fresh.token, fresh.until, fresh.idle_pages = "", None, 0
    _go_on(fresh, PAUSE)


@transaction.atomic
def _give_up(run: HarvestRun, trouble: str, detail: str = "") -> None:
    if fresh := _locked(run):
        _end(fresh, trouble, detail)


def _end(run: HarvestRun, trouble: str = "", detail: str = "") -> None:
    run.state = State.STOPPED if trouble else State.DONE
    run.trouble, run.detail, run.token = trouble, detail, ""
    run.ended_at = run.moved_at = timezone.now()
    run.save()
