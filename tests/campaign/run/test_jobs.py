"""Scheduled jobs, and the command that lists them."""

import re
from io import StringIO

from django.core.management import call_command
from django.test import SimpleTestCase
from procrastinate.contrib.django import app

from tests.project.test_house_rules import modules


def listed() -> list[str]:
    out = StringIO()
    call_command("jobs", stdout=out)
    return out.getvalue().splitlines()


class JobsTests(SimpleTestCase):
    def test_the_command_lists_each_job_with_its_next_time(self) -> None:
        names = [line.split()[0] for line in listed()]
        self.assertEqual(
            names, sorted(task.name for task in app.tasks.values() if task.queueing_lock)
        )
        for line in listed():
            self.assertRegex(line, r"next \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \w+ +[A-Z].+\.$")

    def test_a_job_is_declared_in_the_tasks_of_its_package(self) -> None:
        declared = {
            name
            for module, path in modules("campaign", "profiles", "petitions", "news").items()
            if module.endswith((".tasks", ".run.jobs"))
            for name in re.findall(r'@scheduled\([^)]*?"([a-z-]+)"', path.read_text())
        }
        # This job needs procrastinate's context, so it does not use the decorator.
        self.assertEqual(declared | {"delete-failed-jobs"}, {line.split()[0] for line in listed()})
