"""A slow process is distinguished from a dead one by what it uses, not by a time limit."""

import os
import signal
import subprocess
import sys

import psutil
from django.test import SimpleTestCase

from campaign.run.signs_of_life import QUIET_IS_DEAD, SignsOfLife
from tests.project.clocks import Clock
from tests.project.processes import lives, wait_until

WORK = "while True: pass"
WORK_IN_A_CHILD = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {WORK!r}])
"""


class SignsOfLifeTests(SimpleTestCase):
    def start(self, code: str) -> int:
        process = subprocess.Popen([sys.executable, "-c", code], process_group=0)
        self.addCleanup(process.wait)
        self.addCleanup(os.killpg, process.pid, signal.SIGKILL)
        return process.pid

    def assert_alive_after_an_hour(self, pid: int) -> None:
        signs = SignsOfLife()

        def shows_one() -> bool:
            with Clock() as clock:
                clock.now = now
                signs.look(pid)
                return signs.quiet_for == 0

        now = 0.0
        self.assertTrue(wait_until(shows_one))
        now += 3600
        self.assertTrue(wait_until(shows_one))

    def test_one_that_works_is_alive_however_long_it_takes(self) -> None:
        self.assert_alive_after_an_hour(self.start(WORK))

    def test_what_it_started_counts(self) -> None:
        self.assert_alive_after_an_hour(self.start(WORK_IN_A_CHILD))

    def test_one_that_does_nothing_is_dead_in_the_end(self) -> None:
        pid = self.start(WORK)
        os.kill(pid, signal.SIGSTOP)
        self.assertTrue(wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED))
        with Clock() as clock:
            signs = SignsOfLife()
            signs.look(pid)
            clock.now += QUIET_IS_DEAD - 1
            signs.look(pid)
            self.assertFalse(signs.are_gone)
            clock.now += 2
            signs.look(pid)
            self.assertTrue(signs.are_gone)

    def test_those_that_ended_are_counted(self) -> None:
        pid = self.start(WORK_IN_A_CHILD)
        self.assertTrue(wait_until(lambda: bool(psutil.Process(pid).children())))
        [child] = psutil.Process(pid).children()
        signs = SignsOfLife()
        signs.look(pid)
        self.assertEqual(signs.ended, 0)
        child.kill()
        self.assertTrue(wait_until(lambda: not lives(child.pid) and not lives(pid)))
        signs.look(pid)
        self.assertGreaterEqual(signs.ended, 1)
