"""The worker's queues, and scheduled jobs.

A package declares its jobs in its `tasks.py`. `manage.py jobs` lists all scheduled jobs with their times.
"""

import inspect
from collections.abc import Callable
from typing import Any

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Status
from procrastinate.tasks import Task

MAIL = "mail"
UPKEEP = "upkeep"
UPDATES = "updates"
DOSSIERS = "dossiers"
IMPORTS = "imports"
FIRST = 10  # priority of upkeep: a hundred thousand waiting emails must not delay the count
LAST = -10  # priority of updates, reminders and dossiers: they run when no other job waits

STALLED_AFTER = 60  # seconds without a sign of life from a worker (it gives one every ten)


def scheduled(
    cron: str, name: str, *, queue: str = UPKEEP, priority: int = 0, lock: str | None = None
) -> Callable[[Callable[[], object]], Task[..., Any, Any]]:
    """Make a function a scheduled job. It is never queued twice at the same time.

    cron: five fields, or six with the seconds last. lock: jobs with the same lock never run at the same time.
    """

    def decorate(function: Callable[[], object]) -> Task[..., Any, Any]:
        if inspect.iscoroutinefunction(function):

            async def wait(timestamp: int = 0) -> None:
                await function()

            run: Callable[..., object] = wait
        else:

            def run(timestamp: int = 0) -> None:
                function()

        run.__doc__ = function.__doc__
        task = app.task(name=name, queue=queue, priority=priority, lock=lock, queueing_lock=name)(
            run
        )
        return app.periodic(cron=cron)(task)

    return decorate


@scheduled("* * * * *", "retry-stalled", priority=FIRST)
async def retry_stalled() -> None:
    """Queue the emails of a worker that died again. Other jobs run again at their next time."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if job.queue == MAIL:
            await app.job_manager.retry_job(job)
        else:
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="23 * * * *")
@app.task(
    name="delete-failed-jobs",
    queue=UPKEEP,
    priority=FIRST,
    queueing_lock="delete-failed-jobs",
    pass_context=True,
)
async def delete_failed_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that failed for good a day ago. They hold an encrypted address."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=24, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )
