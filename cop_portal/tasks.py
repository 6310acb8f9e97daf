"""Jobs that look after the jobs, or concern several rooms. Found by the worker."""

import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from cop_portal import privacy
from members import organization_index, person_search
from members.models import Organization
from resources import actions

logger = logging.getLogger(__name__)

# A file that kills the worker each time it is read must not do so for ever.
MOST_ATTEMPTS = 10


@app.periodic(cron="* * * * *")
@app.task(
    name="portal.take_up_orphaned_jobs",
    queueing_lock="portal.take_up_orphaned_jobs",
    pass_context=True,
)
async def take_up_orphaned_jobs(context: JobContext, timestamp: int) -> None:
    """Gives the jobs of killed workers, which stay `doing` for ever, to the living ones.

    A worker counts as killed when it has given no sign of life for half a minute.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        if job.attempts >= MOST_ATTEMPTS:
            logger.error("Job %s (%s) was lost too often; giving up.", job.id, job.task_name)
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
        else:
            logger.warning("Taking up job %s (%s) of a killed worker.", job.id, job.task_name)
            await jobs.retry_job(job)


@app.task(
    name="portal.make_data_copy",
    queue="files",
    lock="portal.make_data_copy",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def make_data_copy(copy_id: int) -> None:
    """One at a time: each may be large."""
    privacy.make_copy(copy_id)


@app.periodic(cron="17 * * * *")
@app.task(name="portal.forget_old_copies", queueing_lock="portal.forget_old_copies")
def forget_old_copies(timestamp: int) -> None:
    privacy.forget_old_copies()


@app.task(
    name="portal.organizations_merged",
    retry=RetryStrategy(max_attempts=10, exponential_wait=4),
)
def organizations_merged(stays: int, goes: int) -> None:
    """What the rooms keep of an organization's name, written anew."""
    organization_index.forget([goes])
    for kept in Organization.objects.filter(pk=stays):
        organization_index.index([kept])
        person_search.expire_people_of(kept)
    actions.organization_changed(stays)
