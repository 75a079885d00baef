"""The worker's queues, its scheduled jobs, and its continuous jobs.

A package declares its jobs in its `tasks.py`. `manage.py jobs` lists all of them with their times. Scheduled jobs
and queues are procrastinate's. A continuous job works on rows of its own table for as long as the worker runs.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any, NamedTuple

from django.db import close_old_connections, connection
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Status
from procrastinate.tasks import Task

MAIL = "mail"
UPKEEP = "upkeep"
DOSSIERS = "dossiers"
IMPORTS = "imports"
FIRST = 10  # priority of upkeep: a hundred thousand waiting emails must not delay the count
LAST = -10  # priority of dossiers: they run when no other job waits

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


# --- Continuous jobs ---------------------------------------------------------------------------------------

IDLE = 0.5  # seconds between two looks for work
LONGEST_PAUSE = 60.0  # seconds after a failure; the first pause is a second


class ContinuousJob(NamedTuple):
    """step: one short step of work, which returns whether more may be waiting. idle: seconds between two looks for work."""

    step: Callable[[], bool]
    idle: float


CONTINUOUS: dict[str, ContinuousJob] = {}  # by name

logger = logging.getLogger(__name__)


def continuous(
    name: str, *, idle: float = IDLE
) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    """Make a function the step of a continuous job.

    Each worker process calls it in a thread of its own. So one that waits for a slow server holds up no other job, and
    several processes may be at it at once. If it raises, it is called again after a pause.
    """

    def declare(function: Callable[[], bool]) -> Callable[[], bool]:
        CONTINUOUS[name] = ContinuousJob(function, idle)
        return function

    return declare


@contextmanager
def run_continuous_jobs() -> Iterator[None]:
    """Run all continuous jobs while the block runs. At its end, their present steps are finished."""
    stop = Event()
    threads = [
        Thread(target=_run, args=(name, job, stop), name=name) for name, job in CONTINUOUS.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _run(name: str, job: ContinuousJob, stop: Event) -> None:
    pause = IDLE
    while not stop.is_set():
        close_old_connections()  # one that broke, or that is older than CONN_MAX_AGE
        try:
            has_more = job.step()
        except Exception as error:
            # The words of the error may hold an address: RedactingFormatter takes it out.
            logger.warning("%s failed and is tried again: %s", name, error)
            pause = min(max(1.0, 2 * pause), LONGEST_PAUSE)
            stop.wait(pause)
        else:
            pause = IDLE
            if not has_more:
                stop.wait(job.idle)
    connection.close()


# --- Upkeep of the queue -------------------------------------------------------------------------------------


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
