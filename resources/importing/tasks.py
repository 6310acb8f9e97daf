"""What the worker does for imports: one list at a time, so that letters and readings go on."""

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import runs

LOCK = "resources.import"
AGAIN = RetryStrategy(
    max_attempts=5, exponential_wait=5, retry_exceptions={OperationalError, InterfaceError}
)


@app.task(name="resources.preview_import", lock=LOCK, retry=AGAIN)
def preview_import(import_id: int) -> None:
    runs.preview(import_id)


@app.task(name="resources.bring_in", lock=LOCK, retry=AGAIN)
def bring_in(import_id: int) -> None:
    runs.bring_in(import_id)


@app.task(name="resources.index_import", retry=AGAIN)
def index_import(import_id: int) -> None:
    runs.index(import_id)


@app.periodic(cron="17 * * * *")
@app.task(name="resources.clear_imports", queueing_lock="resources.clear_imports")
def clear_imports(timestamp: int) -> None:
    runs.clear()
