"""A job whose worker was killed is done by another worker."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from cop_portal.tasks import MOST_ATTEMPTS, take_up_orphaned_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def make_job(*, last_sign_of_life: str, attempts: int = 1) -> int:
    """A job in the hands of a worker that last gave a sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - %s::interval) RETURNING id",
            [last_sign_of_life],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id) "
            "VALUES ('default', 'x', 'doing', %s, %s) RETURNING id",
            [attempts, worker],
        )
        (job,) = cursor.fetchone()
    return int(job)


def state_of(job: int) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job])
        status, attempts = cursor.fetchone()
    return status, attempts


def sweep() -> None:
    async def run() -> None:
        worker_app: Any = app.with_connector(app.connector.get_worker_connector())
        async with worker_app.open_async():
            await take_up_orphaned_jobs.func(SimpleNamespace(app=worker_app), 0)

    asyncio.run(run())


def test_the_job_of_a_killed_worker_is_taken_up() -> None:
    job = make_job(last_sign_of_life="5 minutes")
    sweep()
    assert state_of(job) == ("todo", 2)


def test_the_job_of_a_living_worker_is_left_to_it() -> None:
    job = make_job(last_sign_of_life="5 seconds")
    sweep()
    assert state_of(job) == ("doing", 1)


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    job = make_job(last_sign_of_life="5 minutes", attempts=MOST_ATTEMPTS)
    sweep()
    assert state_of(job)[0] == "failed"
