"""What the worker does for the library."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import reading


@app.task(
    name="resources.read_document",
    queue="files",
    retry=RetryStrategy(max_attempts=4, exponential_wait=5),
)
def read_document(document_id: int) -> None:
    reading.read(document_id)
