"""Scheduled jobs, and the command that lists them."""

import logging
import re
from collections.abc import Callable
from io import StringIO
from threading import Event
from time import sleep
from unittest.mock import patch

from django.core.management import call_command
from django.test import SimpleTestCase
from procrastinate.contrib.django import app

from campaign.run.jobs import CONTINUOUS, IDLE, ContinuousJob, run_continuous_jobs
from tests.project.test_house_rules import modules


def listed() -> list[str]:
    out = StringIO()
    call_command("jobs", stdout=out)
    return out.getvalue().splitlines()


class JobsTests(SimpleTestCase):
    def test_the_command_lists_each_job_with_its_next_time(self) -> None:
        scheduled = sorted(task.name for task in app.tasks.values() if task.queueing_lock)
        names = [line.split()[0] for line in listed()]
        self.assertEqual(names, [*scheduled, *sorted(CONTINUOUS)])
        for line in listed()[: len(scheduled)]:
            self.assertRegex(line, r"next \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \w+ +[A-Z].+\.$")

    def test_a_job_is_declared_in_the_tasks_of_its_package(self) -> None:
        declared = {
            name
            for module, path in modules(
                "campaign", "profiles", "petitions", "news", "followers"
            ).items()
            if module.endswith((".tasks", ".run.jobs"))
            for name in re.findall(
                r'@(?:scheduled|continuous)\([^)]*?"([a-z-]+)"', path.read_text()
            )
        }
        # This job needs procrastinate's context, so it does not use the decorator.
        self.assertEqual(declared | {"delete-failed-jobs"}, {line.split()[0] for line in listed()})


class ContinuousJobsTests(SimpleTestCase):
    databases = {"default"}

    def run_until(self, step: Callable[[], bool], done: Event) -> list[str]:
        """Run this step as a continuous job until `done` is set. Returns what was logged."""
        with (
            patch.dict(CONTINUOUS, {"a-job": ContinuousJob(step, IDLE)}, clear=True),
            self.assertLogs("campaign.run.jobs", "WARNING") as log,
        ):
            logging.getLogger("campaign.run.jobs").warning("begun")
            with run_continuous_jobs():
                self.assertTrue(done.wait(60))
        return log.output[1:]

    def test_a_step_that_fails_is_logged_and_tried_again(self) -> None:
        steps, done = iter([True, OSError("no route"), False]), Event()

        def step() -> bool:
            result = next(steps, None)
            if isinstance(result, OSError):
                raise result
            if result is None:
                done.set()
            return bool(result)

        [line] = self.run_until(step, done)
        self.assertIn("a-job failed and is tried again: no route", line)

    def test_the_step_under_way_is_finished_at_the_end(self) -> None:
        begun, ended = Event(), Event()

        def step() -> bool:
            begun.set()
            sleep(0.2)
            ended.set()
            return False

        self.assertEqual(self.run_until(step, begun), [])
        self.assertTrue(ended.is_set())
