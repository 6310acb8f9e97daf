"""People who open works, by a clock that stands still until it is told to go on."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from resources.models import MonthlyUse, Resource
from resources.usage.rollup import roll_up
from tests.cast import BROWSER

NOON = dt.datetime(2026, 5, 12, 12, 0, tzinfo=dt.UTC)


class Clock:
    """`NOON`, until somebody sets it."""

    def __init__(self) -> None:
        self.now = NOON

    def set(self, hour: int, minute: int = 0, second: float = 0, *, day: int = 12) -> None:
        whole = int(second)
        micro = round((second - whole) * 1_000_000)
        self.now = self.now.replace(
            day=day, hour=hour, minute=minute, second=whole, microsecond=micro
        )

    def go_on(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


def look(client: Client, work: Resource, *, browser: str = BROWSER, **headers: str) -> None:
    """At the page of a work."""
    path = work.get_absolute_url()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(path, headers={"user-agent": browser, **named})
    assert response.status_code == 200


def open_file(client: Client, work: Resource, number: int = 1, **headers: str) -> None:
    path = work.documents.get(number=number).get_absolute_url()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(path, headers={"user-agent": BROWSER, **named})
    assert response.status_code == 200
    b"".join(response)


def counted(now: dt.datetime) -> tuple[int, int, int, int]:
    """After everything is counted: looks in all, unique ones, files in all, unique ones."""
    roll_up(now=now)
    sums = [0, 0, 0, 0]
    for row in MonthlyUse.objects.all():
        numbers = (
            *(row.total_investigations, row.unique_investigations),
            *(row.total_requests, row.unique_requests),
        )
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
    return (sums[0], sums[1], sums[2], sums[3])


def the_day_after(clock: Clock) -> dt.datetime:
    return clock.now + dt.timedelta(days=1)
