"""What the worker does for the ground."""

from procrastinate.contrib.django import app

from . import charter, organization_index


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


@app.periodic(cron="37 * * * *")
@app.task(
    name="members.renew_organizations",
    queueing_lock="members.renew_organizations",
    lock="members.renew_organizations",
)
def renew_organizations(timestamp: int) -> None:
    """What came in by another way than a deed, and what an older analyser wrote."""
    organization_index.renew()
