"""What the worker does for letters."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import outbox


@app.task(
    name="notices.send_letter",
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
)
def send_letter(letter_id: int) -> None:
    outbox.send(letter_id)
