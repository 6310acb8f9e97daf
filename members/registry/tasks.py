"""What the worker does for lists of people and organizations: one list at a time."""

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import runs

LOCK = "members.registry"
AGAIN = RetryStrategy(
    max_attempts=5, exponential_wait=5, retry_exceptions={OperationalError, InterfaceError}
)


@app.task(name="members.preview_registry", lock=LOCK, retry=AGAIN)
def preview_registry(list_id: int) -> None:
    runs.preview(list_id)


@app.task(name="members.bring_in_registry", lock=LOCK, retry=AGAIN)
def bring_in_registry(list_id: int) -> None:
    runs.bring_in(list_id)


@app.task(name="members.write_to_the_registered", lock="members.registry_letters", retry=AGAIN)
def write_to_the_registered(list_id: int) -> None:
    runs.write_letters(list_id)


@app.periodic(cron="37 * * * *")
@app.task(name="members.clear_registry", queueing_lock="members.clear_registry")
def clear_registry(timestamp: int) -> None:
    runs.clear()
