"""Django's runner, closing with a line that counts what really ran."""

import logging
import unittest
from pathlib import Path
from typing import Any

from django.test import TestCase
from django.test.runner import DiscoverRunner, ParallelTestSuite

from tests import databases


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
        return super().setup_databases(**kwargs)

    def run_checks(self, databases: Any) -> None:
        if not self.chosen:
            super().run_checks(databases)

    def build_suite(self, *args: Any, **kwargs: Any) -> Any:
        """Browsers, processes and whatever commits come first: a long class that comes last, alone,
        leaves the other cores idle."""
        suite = super().build_suite(*args, **kwargs)
        if isinstance(suite, ParallelTestSuite):
            suite.subsuites.sort(
                key=lambda of_a_class: isinstance(next(iter(of_a_class)), TestCase)
            )
        return suite

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


def _dotted(label: str) -> str:
    """`tests/petitions/test_form.py`, as a shell completes it, is `tests.petitions.test_form`."""
    return label.removesuffix(".py").replace("/", ".") if label.endswith(".py") else label
