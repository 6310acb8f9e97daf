"""What the worker does for the ground."""

from procrastinate.contrib.django import app

from . import (
    charter,
    group_search,
    invitation_letters,
    organization_index,
    person_search,
    suspensions,
    terms,
)


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


@app.task(name="members.write_invitations", lock="members.write_invitations")
def write_invitations() -> None:
    """The letters of invitations that somebody has just asked for."""
    invitation_letters.write_waiting()


@app.periodic(cron="23 * * * *")
@app.task(
    name="members.look_after_invitations",
    queueing_lock="members.look_after_invitations",
    lock="members.write_invitations",
)
def look_after_invitations(timestamp: int) -> None:
    """Hourly: what was left unwritten, reminders, and those whose days are over."""
    invitation_letters.write_waiting()
    invitation_letters.remind()
    invitation_letters.close_expired()
    invitation_letters.forget_old()


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="members.renew_organizations",
    queueing_lock="members.renew_organizations",
    lock="members.renew_organizations",
)
def renew_organizations(timestamp: int) -> None:
    """What came in by another way than a deed, and what an older analyser wrote."""
    organization_index.renew()


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.renew_index", queueing_lock="members.renew_index")
def renew_index(timestamp: int) -> None:
    """What an older analyser wrote, or before a group or an organization changed; and newcomers
    by other ways than a page of ours."""
    person_search.renew()


@app.periodic(cron="*/5 * * * *")
@app.task(name="members.renew_groups", queueing_lock="members.renew_groups")
def renew_groups(timestamp: int) -> None:
    """Groups that are not in the index yet, or were written by an older analyser."""
    group_search.renew()


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="members.end_suspensions",
    queueing_lock="members.end_suspensions",
    lock="members.end_suspensions",
)
def end_suspensions(timestamp: int) -> None:
    """At every quarter: at one of them it is midnight, wherever on earth she lives."""
    suspensions.end_due()
