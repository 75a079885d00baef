"""No process that `make run` started outlives it, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys

import psutil
from django.conf import settings
from django.test import SimpleTestCase

from tests.project.processes import lives, wait_until

# Starts a child process, prints its id and waits.
COMMAND = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
time.sleep(600)
"""


class ParentWatchTests(SimpleTestCase):
    def start(self) -> tuple[subprocess.Popen[str], int]:
        """The watching process, and the id of its grandchild."""
        watch = subprocess.Popen(
            [sys.executable, "-m", "campaign.run.parent_watch", sys.executable, "-c", COMMAND],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        self.addCleanup(watch.wait)
        self.addCleanup(self.kill_group, watch.pid)
        assert watch.stdin and watch.stdout
        self.addCleanup(watch.stdout.close)
        self.addCleanup(watch.stdin.close)
        return watch, int(watch.stdout.readline())

    def kill_group(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(number, signal.SIGKILL)

    def test_letting_go_ends_the_command_and_what_it_started(self) -> None:
        watch, grandchild = self.start()
        self.assertTrue(lives(grandchild))
        assert watch.stdin
        watch.stdin.close()
        self.assertTrue(wait_until(lambda: watch.poll() is not None))
        self.assertTrue(wait_until(lambda: not lives(grandchild)))

    def test_when_the_command_is_killed_what_it_started_ends_too(self) -> None:
        watch, grandchild = self.start()
        psutil.Process(psutil.Process(grandchild).ppid()).kill()
        self.assertTrue(wait_until(lambda: watch.poll() is not None))
        self.assertTrue(wait_until(lambda: not lives(grandchild)))

    def test_a_polite_signal_does_not_end_it(self) -> None:
        watch, grandchild = self.start()
        watch.terminate()
        self.assertFalse(wait_until(lambda: watch.poll() is not None, seconds=0.5))
        self.assertTrue(lives(grandchild))
