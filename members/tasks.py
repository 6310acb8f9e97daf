"""What the worker does for the ground."""

from procrastinate.contrib.django import app

from . import charter, person_search


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
@app.task(name="members.renew_index", queueing_lock="members.renew_index")
def renew_index(timestamp: int) -> None:
    """What an older analyser wrote, or before a group or an organization changed; and newcomers
    by other ways than a page of ours."""
    person_search.renew()
