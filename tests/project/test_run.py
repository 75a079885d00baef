"""`make run`: starts what it needs, keeps it going, and leaves nothing behind."""

import json
import os
import re
import signal
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from typing import ClassVar

from django.test import SimpleTestCase

from tests.project.processes import lives, wait_until
from tests.project.running import Run, free_port, make_checkout, postmaster, spare_the_disk


class RunTests(SimpleTestCase):
    """In the order of their names, since they share one checkout and one start."""

    checkout: ClassVar[Path]
    port: ClassVar[int]
    run_: ClassVar[Run]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.checkout = make_checkout(Path(folder.name))
        spare_the_disk(
            cls.checkout
        )  # a new server is for tests/campaign/run/test_embedded_postgres.py
        cls.port = free_port()
        cls.run_ = Run(cls.checkout, PORT=str(cls.port))
        cls.addClassCleanup(cls.run_.end, signal.SIGKILL)

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def serves(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False

    def test_1_it_serves_the_demonstration_and_says_where(self) -> None:
        self.assertTrue(self.run_.says("Ctrl-C stops everything."), self.run_.printed)
        self.assertIn(f"http://127.0.0.1:{self.port}/", self.run_.printed)
        self.assertEqual(self.get("/")[0], 200)
        self.assertRegex(self.run_.printed, r"as staff with the password \S{12,}")
        self.assertIn("manage.py demo_code", self.run_.printed)
        self.assertTrue((self.checkout / "var" / "staff-otpauth").is_file())
        self.assertIn(f"{self.checkout}/var/mail/", self.run_.printed)
        # Nothing of what its parts would say about themselves.
        self.assertNotRegex(self.run_.printed, r"(?i)warning|launching|\x1b|\r")

    def test_2_a_second_one_says_that_the_port_is_taken(self) -> None:
        second = Run(self.checkout, PORT=str(self.port))
        self.assertEqual(second.wait(), 1)
        self.assertRegex(second.printed, rf"^CommandError: Port {self.port} is taken.*\n$")

    def test_3_a_killed_worker_comes_back(self) -> None:
        killed = self.run_.descendants("mail_worker")
        for process in killed:
            process.kill()
        self.assertTrue(killed)
        self.assertTrue(self.run_.says("The worker ended; it is started again."))
        self.assertTrue(wait_until(lambda: bool(self.run_.descendants("mail_worker"))))

    def test_4_a_killed_web_server_comes_back(self) -> None:
        for process in self.run_.descendants("granian"):
            process.kill()
        self.assertTrue(self.run_.says("The web server ended; it is started again."))
        self.assertTrue(wait_until(self.serves))

    def test_5_a_killed_postgres_comes_back(self) -> None:
        os.kill(postmaster(self.checkout), signal.SIGKILL)
        self.assertTrue(self.run_.says("Postgres ended; it was started again."))
        self.assertTrue(wait_until(self.serves))

    def test_6_ctrl_c_stops_everything(self) -> None:
        started = [process.pid for process in self.run_.descendants()] + [postmaster(self.checkout)]
        self.assertGreater(len(started), 5)
        self.assertEqual(self.run_.end(signal.SIGINT), 0, self.run_.printed)
        self.assertTrue(self.run_.printed.endswith("Stopping Postgres …\n"), self.run_.printed)
        self.assertEqual([pid for pid in started if lives(pid)], [])

    def test_7_the_next_start_finds_the_data_and_survives_nothing_when_killed(self) -> None:
        again = Run(self.checkout, PORT=str(self.port))
        self.addCleanup(again.end, signal.SIGKILL)
        self.assertTrue(again.says("Ctrl-C stops everything."), again.printed)
        self.assertNotRegex(again.printed, r"Making|Compressing|Loading")
        [slug] = set(re.findall(r'href="/petitions/([^/"]+)/"', self.get("/")[1])) - {"mine"}
        self.assertEqual(json.loads(self.get(f"/petitions/{slug}/count.json")[1])["count"], 200)
        started = [process.pid for process in again.descendants()]
        again.end(signal.SIGKILL)
        self.assertTrue(wait_until(lambda: not any(map(lives, started))))

    def test_8_what_a_killed_one_left_running_is_stopped_by_the_next(self) -> None:
        left = postmaster(self.checkout)
        self.assertTrue(lives(left))
        last = Run(self.checkout, PORT=str(self.port))
        self.addCleanup(last.end, signal.SIGKILL)
        self.assertTrue(last.says("Ctrl-C stops everything."), last.printed)
        self.assertEqual(last.end(signal.SIGTERM), 0)
        self.assertFalse(lives(left))
