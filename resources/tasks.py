"""What the worker does for the library."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import drawing, fixity, reading, search


@app.task(
    name="resources.read_document",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def read_document(document_id: int) -> None:
    reading.read(document_id)
    drawing.draw(document_id)


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


@app.periodic(cron="25 * * * *")
@app.task(name="resources.check_files", queue="files", queueing_lock="resources.check_files")
def check_files(timestamp: int) -> None:
    """Some of the files whose month is over."""
    fixity.check_files()
