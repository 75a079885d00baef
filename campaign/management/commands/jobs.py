"""Lists the scheduled jobs with their times (UTC), and the continuous jobs."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicTask

from campaign.run.jobs import CONTINUOUS

type Periodic = PeriodicTask[Any, Any, Any]


class Command(BaseCommand):
    help = "List the jobs that the worker runs by itself: when, in which queue, and what they do."

    def handle(self, *args: object, **options: object) -> None:
        now = datetime.now(UTC)
        for periodic in sorted(app.periodic_registry.periodic_tasks.values(), key=_name):
            self.stdout.write(_line(periodic, now))
        for name, job in sorted(CONTINUOUS.items()):
            self.stdout.write(f"{name:<30}{'always':<48}{_summary(job.step)}")


def _name(periodic: Periodic) -> str:
    return periodic.task.name


def _line(periodic: Periodic, now: datetime) -> str:
    """Name, cron fields, next time, queue and the first line of its docstring."""
    following: datetime = periodic.croniter.get_next(datetime, start_time=now)
    return (
        f"{_name(periodic):<30}{periodic.cron:<16}next {following:%Y-%m-%d %H:%M:%S}"
        f"  {periodic.task.queue:<10}{_summary(periodic.task.func)}"
    )


def _summary(function: Callable[..., object]) -> str:
    """The first line of its docstring."""
    return (function.__doc__ or "").strip().partition("\n")[0]
