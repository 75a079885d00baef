"""The wait for the web server: as long as it does anything, and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from unittest import mock

from django.test import SimpleTestCase

from campaign.run import supervisor
from campaign.run.signs_of_life import QUIET_IS_DEAD
from tests.project.clocks import Clock

HOUR = 3600


class WebServerStartTests(SimpleTestCase):
    """With a web server whose processes use as much of the CPU as the test says."""

    def setUp(self) -> None:
        super().setUp()
        self.pids, self.cpu, self.answers = {1, 2}, 0.0, False
        self.web = mock.Mock(spec=supervisor.Service, pid=1, ends=0)
        self.printed = StringIO()

    @contextmanager
    def starting(self) -> Iterator[tuple[supervisor.WebServerStart, Clock]]:
        with (
            mock.patch("sys.stdout", self.printed),
            mock.patch("campaign.run.signs_of_life._used", lambda _: (self.pids, self.cpu, 0.0)),
            mock.patch("campaign.run.supervisor._answers", lambda: self.answers),
            Clock() as clock,
        ):
            yield supervisor.WebServerStart(self.web), clock

    def test_it_is_over_with_the_first_answer(self) -> None:
        with self.starting() as (start, _clock):
            self.assertFalse(start.is_over())
            self.answers = True
            self.assertTrue(start.is_over())
        self.assertEqual(self.printed.getvalue(), "")

    def test_a_slow_one_is_waited_for_and_that_is_said(self) -> None:
        with self.starting() as (start, clock):
            for _ in range(HOUR // 60):
                clock.now += 60
                self.cpu += 0.1
                self.assertFalse(start.is_over())
        self.assertIn("Starting the web server … 3600 s\n", self.printed.getvalue())
        self.assertNotIn("done nothing", self.printed.getvalue())

    def test_one_without_a_sign_of_life_is_given_up_after_saying_so(self) -> None:
        with self.starting() as (start, clock):
            self.assertFalse(start.is_over())
            clock.now += QUIET_IS_DEAD - 1
            self.assertFalse(start.is_over())
            clock.now += 2
            with self.assertRaisesRegex(supervisor.DidNotStart, "nor used the CPU or the disk"):
                start.is_over()
        self.assertIn("which has done nothing for 119 s", self.printed.getvalue())

    def test_to_be_asked_is_no_sign_of_life(self) -> None:
        with self.starting() as (start, clock), self.assertRaises(supervisor.DidNotStart):
            for _ in range(HOUR):
                clock.now += 1
                self.cpu += 0.0001
                start.is_over()

    def test_one_that_ends_again_and_again_is_given_up(self) -> None:
        with self.starting() as (start, _clock):
            self.web.ends = supervisor.ENDS_BEFORE_IT_ANSWERS - 1
            self.assertFalse(start.is_over())
            self.web.ends += 1
            with self.assertRaisesRegex(supervisor.DidNotStart, "ended again and again"):
                start.is_over()

    def test_one_whose_workers_end_again_and_again_is_given_up(self) -> None:
        with self.starting() as (start, _clock), self.assertRaises(supervisor.DidNotStart):
            for number in range(100):
                self.pids = {1, 2 + number}
                self.cpu += 1
                start.is_over()
