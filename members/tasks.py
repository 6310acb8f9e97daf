"""What the worker does for the ground."""

from procrastinate.contrib.django import app

from . import charter, group_search


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


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.renew_groups", queueing_lock="members.renew_groups")
def renew_groups(timestamp: int) -> None:
    """Groups that are not in the index yet, or were written by an older analyser."""
    group_search.renew()
