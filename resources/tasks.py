"""What the worker does for the library."""

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import drawing, fixity, following, links, opening, reading, scanning, search
from .usage import rollup


@app.task(
    name="resources.read_document",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def read_document(document_id: int) -> None:
    reading.read(document_id)
    drawing.draw(document_id)


@app.task(
    name="resources.scan_document",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def scan_document(document_id: int) -> None:
    scanning.scan_document(document_id, then=_read_later)


@app.task(
    name="resources.scan_waiting_document",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def scan_waiting_document(number: int) -> None:
    scanning.scan_waiting_document(number)


@app.periodic(cron="* * * * *")
@app.task(name="resources.scan_due", queue="files", queueing_lock="resources.scan_due")
def scan_due(timestamp: int) -> None:
    """What the virus scanner did not answer for, and whose pause is over."""
    if settings.CLAMD_URL:
        scanning.scan_due(then=_read_later)


def _read_later(document_id: int) -> None:
    read_document.defer(document_id=document_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="resources.renew_index", queueing_lock="resources.renew_index")
def renew_index(timestamp: int) -> None:
    """What an older analyser wrote, or before themes or regions moved, is written anew."""
    search.renew()


@app.periodic(cron="*/10 * * * *")
@app.task(name="resources.draw_missing", queue="files", queueing_lock="resources.draw_missing")
def draw_missing(timestamp: int) -> None:
    """Pictures of what came in before there were pictures, or was interrupted; some at a time."""
    drawing.draw_missing()


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="resources.check_links", lock="resources.links", queueing_lock="resources.check_links"
)
def check_links(timestamp: int) -> None:
    """A batch of the links whose week is over.

    Not from a portal that nobody can reach, such as one that is being tried out: the people whose
    servers are asked must be able to see who asks.
    """
    if settings.SECURE:
        links.check_due()


@app.task(name="resources.check_chosen_links", lock="resources.links")
def check_chosen_links(resource_ids: list[int]) -> None:
    links.check_chosen(resource_ids)


@app.periodic(cron="25 * * * *")
@app.task(name="resources.check_files", queue="files", queueing_lock="resources.check_files")
def check_files(timestamp: int) -> None:
    """Some of the files whose month is over."""
    fixity.check_files()


@app.periodic(cron="5 * * * *")
@app.task(name="resources.roll_up_usage", queueing_lock="resources.roll_up_usage")
def roll_up_usage(timestamp: int) -> None:
    rollup.roll_up()


@app.periodic(cron="*/10 * * * *")
@app.task(name="resources.count_news", queueing_lock="resources.count_news")
def count_news(timestamp: int) -> None:
    """What is new in the searches that members follow, for their first pages."""
    following.recount()


@app.periodic(cron="*/5 * * * *")
@app.task(name="resources.open_files", queueing_lock="resources.open_files")
def open_files(timestamp: int) -> None:
    """Searches, feeds and harvests learn within minutes what the date itself has opened."""
    opening.open_due_files()
