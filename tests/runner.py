"""Django's runner, closing with a line that counts what really ran."""

import gc
import logging
import unittest
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.test import TestCase
from django.test.runner import DiscoverRunner, ParallelTestSuite
from django.test.signals import template_rendered

from campaign.web import responses
from tests import databases

# The classes that take longest, in seconds. Nothing breaks when these are wrong; it takes longer.
SLOW = {
    "tests.browser.test_pages.PageTests": 65,
    "tests.browser.test_staff.StaffTests": 55,
    "tests.browser.test_signing.SigningTests": 35,
    "tests.browser.test_log_in.LogInTests": 25,
    "tests.campaign.accounts.test_without_factor.EveryAddressTests": 15,
    "tests.petitions.test_crashes.Crashes": 60,
    "tests.project.test_run.RunTests": 30,
    "tests.campaign.test_every_role.PagesTests": 60,
    "tests.campaign.accounts.test_step_up.TheListTests": 15,
    "tests.campaign.test_every_role.ActionsTests": 10,
    "tests.petitions.mail.test_worker.Worked": 25,
    "tests.profiles.search.test_filters.CountsTests": 20,
    "tests.petitions.handover.test_dossiers.DossierTests": 13,
    "tests.campaign.run.test_embedded_postgres.EmbeddedPostgresTests": 12,
    "tests.petitions.signers.test_my_signatures.NobodyLearns": 10,
}


def render(template: Template, context: Context) -> Any:
    """Tell the test client about a page, but not about its parts: Django would copy the context for each of the 400
    widgets of a large form, which takes a fifth of the time."""
    if (
        context.template is template and template.engine is Engine.get_default()
    ):  # widgets have another engine
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


class CountingResult(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self.passed += 1

    @property
    def failed(self) -> int:
        """Tests that failed, one with several failed parts counted once."""
        troubles = [test for test, _ in [*self.failures, *self.errors]] + self.unexpectedSuccesses
        return len({getattr(test, "test_case", test).id() for test in troubles})


class Runner(DiscoverRunner):
    def setup_test_environment(self, **kwargs: Any) -> None:
        super().setup_test_environment(**kwargs)
        Template._render = render  # type: ignore[attr-defined]
        # Passwords are slow to check and answers to forms are delayed, both on purpose; what depends
        # on it is tested at any speed.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        responses.TICK = 0.0001
        # What the site logs of refused requests would bury a failure; --verbosity 2 shows it.
        if self.verbosity < 2 and (console := logging.getHandlerByName("console")):
            console.setLevel(logging.CRITICAL + 1)

    def run_tests(self, test_labels: list[str], **kwargs: Any) -> int:
        """Some tests or all: some need no checks of the whole site, and one file no second process."""
        self.chosen = [_dotted(label) for label in test_labels]
        if len(self.chosen) == 1 and not Path(self.chosen[0].replace(".", "/")).is_dir():
            self.parallel = 1
        return super().run_tests(self.chosen, **kwargs)

    def setup_databases(self, **kwargs: Any) -> Any:
        databases.prepare()
        made = super().setup_databases(**kwargs)
        databases.act_as_the_site()
        return made

    def teardown_databases(self, old_config: Any, **kwargs: Any) -> None:
        databases.act_as_the_owner()
        super().teardown_databases(old_config, **kwargs)

    def run_checks(self, databases: Any) -> None:
        if not self.chosen:
            super().run_checks(databases)

    def build_suite(self, *args: Any, **kwargs: Any) -> Any:
        suite = super().build_suite(*args, **kwargs)
        if isinstance(suite, ParallelTestSuite):
            suite.subsuites[:] = in_order(suite.subsuites, suite.processes)
        return suite

    def run_suite(self, suite: Any, **kwargs: Any) -> Any:
        # What was imported until now lives until the end: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000)
        return super().run_suite(suite, **kwargs)

    def get_resultclass(self) -> type[unittest.TextTestResult]:
        return CountingResult

    def suite_result(self, suite: Any, result: Any, **kwargs: Any) -> int:
        if skipped := sorted({reason for _, reason in result.skipped}):
            print("\nLeft out:", *(f"- {reason}" for reason in skipped), sep="\n")
        print(
            f"\n{result.passed} passed, {result.failed} failed, {len(result.skipped)} skipped",
            flush=True,
        )
        if result.passed + result.failed == 0:
            print("No test ran.")
            return 1
        return int(super().suite_result(suite, result, **kwargs))


def in_order(classes: Sequence[unittest.TestSuite], processes: int) -> list[unittest.TestSuite]:
    """What takes long comes first: a long class that comes last, alone, leaves the other cores idle.

    The browser tests are dealt out in as many suites as there are processes, each with one Chromium.
    """
    from tests.browser.testcases import BrowserSuite, BrowserTestCase  # too slow for one file

    browsers: list[unittest.TestSuite] = []
    others: list[unittest.TestSuite] = []
    for of_a_class in classes:
        has_browser = isinstance(next(iter(of_a_class)), BrowserTestCase)
        (browsers if has_browser else others).append(of_a_class)
    suites: list[unittest.TestSuite] = [BrowserSuite() for _ in range(processes)]
    for of_a_class in sorted(browsers, key=_seconds, reverse=True):
        min(suites, key=_seconds).addTests(of_a_class)
    filled = [suite for suite in suites if suite.countTestCases()]
    return sorted([*filled, *others], key=_seconds, reverse=True)


def _seconds(suite: unittest.TestSuite) -> float:
    """How long it takes, roughly: whatever commits takes longer than what is rolled back."""
    of = {type(test) for test in suite}
    known = sum(SLOW.get(f"{each.__module__}.{each.__name__}", 0) for each in of)
    return known or (0.1 if any(issubclass(each, TestCase) for each in of) else 0.5) * len(
        list(suite)
    )


def _dotted(label: str) -> str:
    """`tests/petitions/signing/test_form.py`, as a shell completes it, is `tests.petitions.signing.test_form`."""
    return label.removesuffix(".py").replace("/", ".") if label.endswith(".py") else label
