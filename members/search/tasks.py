"""What the worker does for the index."""

from procrastinate.contrib.django import app

from . import vocabulary


@app.periodic(cron="*/10 * * * *")
@app.task(name="search.count_words", queueing_lock="search.count_words")
def count_words(timestamp: int) -> None:
    """So that a misspelled word is put right by words that have come in since."""
    vocabulary.refresh()
