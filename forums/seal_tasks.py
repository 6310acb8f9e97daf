"""What the worker does for the seals."""

from procrastinate.contrib.django import app

from . import sealing, unsealing


@app.periodic(cron="41 * * * *")
@app.task(
    name="forums.look_after_seals",
    queueing_lock="forums.look_after_seals",
    lock="forums.look_after_seals",
)
def look_after_seals(timestamp: int) -> None:
    """Hourly: questions that nobody answered, seals of what is gone, seals of a former key."""
    unsealing.end_due()
    sealing.forget_old()
    sealing.seal_anew()
