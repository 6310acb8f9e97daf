"""What the worker does for the ground."""

from procrastinate.contrib.django import app

from . import charter, terms


@app.periodic(cron="7 * * * *")
@app.task(
    name="members.ask_about_the_charter",
    queueing_lock="members.ask_about_the_charter",
    lock="members.ask_about_the_charter",
)
def ask_about_the_charter(timestamp: int) -> None:
    """Hourly, so that letters leave on the day on which a version comes into force."""
    charter.ask_by_letter()
    charter.remind_by_letter()


@app.periodic(cron="17 * * * *")
@app.task(
    name="members.tell_of_coming_ends",
    queueing_lock="members.tell_of_coming_ends",
    lock="members.tell_of_coming_ends",
)
def tell_of_coming_ends(timestamp: int) -> None:
    """Hourly, because a new day begins every hour somewhere."""
    terms.tell_of_coming_ends()
