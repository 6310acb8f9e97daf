"""What every test may ask for. The database and the settings come from tests/ground.py."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from members.search import kept

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def _jobs_go_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties the tables of a test that commits, but not those of the jobs."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames
    if not (commits or (marker and marker.kwargs.get("transaction"))):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def _languages_go_with_their_test() -> Iterator[None]:
    """A page that somebody reads in French leaves French behind in this thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _counts_go_with_their_test() -> Iterator[None]:
    """What a process keeps for a minute is of no use to the next test, whose rows are others."""
    yield
    kept.forget()


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Does at once what the worker would do, oldest job first, and says how many there were.

    In the test's own transaction, which a worker could not see into. What a job enqueues is done
    too; what it raises reaches the test.
    """

    def run() -> int:
        done = 0
        while job := _next_job():
            app.tasks[job.task_name].func(**job.args)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
                )
            done += 1
        return done

    return run


def _next_job() -> ProcrastinateJob | None:
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
    return ProcrastinateJob.objects.filter(due, status="todo").order_by("pk").first()
