"""What the worker does for the forums."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import search


@app.task(name=search.INDEXING, retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def index_thread(thread_id: int, numbers: list[int]) -> None:
    search.index_thread(thread_id, numbers)


@app.periodic(cron="*/5 * * * *")
@app.task(name="forums.renew_index", queueing_lock="forums.renew_index")
def renew_index(timestamp: int) -> None:
    """What an older analyser wrote, or before a forum was opened to others, is written anew."""
    search.renew()
