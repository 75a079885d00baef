"""The Postgres in a wheel: started by the first connection, shared, and stopped by the last to leave."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from unittest import TestCase, mock

from django.conf import settings

from campaign.run.embedded_postgres.starting import wait_for_a_start
from tests.project.processes import lives, wait_until

SET_UP = """
import os, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "campaign.settings"
import django
from django.conf import settings
settings.DATABASES["default"] |= {"FOLDER": Path(sys.argv[1]), "USER": "postgres"}
django.setup()
from django.core.management import call_command
from django.db import connection
def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None
"""
# Connects, says so, and once more for every line that it is sent, until there are no more.
HOLD = """
ask("SELECT 1")
print(os.getpid(), flush=True)
for line in sys.stdin:
    print(ask(line), flush=True)
"""
# A child that ends must leave the server to its parent.
AFTER_A_FORK = """
ask("SELECT 1")
connection.close()
if os.fork() == 0:
    sys.exit()
os.wait()
print("still", ask("SELECT answer FROM kept"))
"""


def command(code: str, folder: Path) -> Sequence[str | Path]:
    return [sys.executable, "-W", "error", "-c", SET_UP + code, folder]


def environment(**more: str) -> dict[str, str]:
    """Without a DATABASE_URL, not even one in a .env file."""
    return os.environ | {"DATABASE_URL": "", "DEBUG": "on"} | more


def run(code: str, folder: Path, **more: str) -> str:
    done = subprocess.run(
        command(code, folder),
        cwd=settings.BASE_DIR,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


class Holder:
    """A process that holds the server."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            command(HOLD, folder),
            cwd=settings.BASE_DIR,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def is_connected(self) -> bool:
        assert self.process.stdout
        return self.process.stdout.readline().strip() == str(self.process.pid)

    def ask(self, sql: str) -> str:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> int:
        self.process.communicate()
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def postmaster(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().splitlines()[0])


class EmbeddedPostgresTests(TestCase):
    folder: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        temporary = TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name) / "deep" / "postgres"
        cls.addClassCleanup(cls.stop)

    @classmethod
    def stop(cls) -> None:
        if (cls.folder / "postmaster.pid").exists() and lives(pid := postmaster(cls.folder)):
            os.kill(pid, signal.SIGQUIT)

    def hold(self) -> Holder:
        holder = Holder(self.folder)
        self.addCleanup(holder.kill)
        return holder

    def test_nothing_is_started_until_something_connects(self) -> None:
        code = """
call_command("check")
call_command("makemigrations", "--check", "--dry-run")
import campaign.urls
print("started" if settings.DATABASES["default"]["FOLDER"].exists() else "nothing started")
"""
        folder = self.folder.with_name("lazy")
        self.assertIn("nothing started", run(code, folder))
        self.assertFalse(folder.exists())

    def test_it_is_shared_survives_a_killed_process_and_stops_with_the_last(self) -> None:
        one, other = self.hold(), self.hold()  # at once: both find no server and no database
        self.assertTrue(one.is_connected())
        self.assertTrue(other.is_connected())
        server = postmaster(self.folder)
        one.ask("CREATE TABLE kept AS SELECT 42 AS answer")
        self.assertEqual(other.ask("SELECT answer FROM kept"), "(42,)")

        one.kill()
        self.assertEqual(other.ask("SELECT answer FROM kept"), "(42,)")
        self.assertTrue(lives(server))

        self.assertEqual(other.end(), 0)
        self.assertTrue(wait_until(lambda: not lives(server)))

        # The number that a server left behind when the power went is now this test's.
        (self.folder / "postmaster.pid").write_text(
            f"{os.getpid()}\n{self.folder}\n1\n5432\n{self.folder}\n\n1 1\nready   \n"
        )
        self.assertIn("still (42,)", run(AFTER_A_FORK, self.folder))
        self.assertFalse((self.folder / "postmaster.pid").exists())

    def test_a_database_url_has_precedence(self) -> None:
        code = """
settings.DATABASES["default"].pop("FOLDER")
print(settings.DATABASES["default"]["ENGINE"])
try:
    ask("SELECT 1")
except django.db.OperationalError as error:
    print(error)
"""
        said = run(code, self.folder, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
        self.assertIn("django.db.backends.postgresql\n", said)
        self.assertIn("127.0.0.1", said)

    def test_without_the_package_it_says_what_to_install(self) -> None:
        code = """
sys.modules["embedded_postgres"] = None
try:
    ask("SELECT 1")
except django.db.OperationalError as error:
    print(error)
"""
        said = run(code, self.folder.with_name("none"))
        self.assertIn("DATABASE_URL is not set", said)
        self.assertIn("requirements-dev.txt", said)
        self.assertNotIn("Traceback", said)

    def test_a_folder_that_cannot_be_made_is_named(self) -> None:
        code = """
try:
    ask("SELECT 1")
except django.db.OperationalError as error:
    print(error)
"""
        said = run(code, Path(os.devnull) / "postgres")
        self.assertIn("/dev/null/postgres did not start", said)
        self.assertNotIn("Traceback", said)


class StartTests(TestCase):
    """A start that takes longer than the library waits, or that a killed process left behind."""

    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.pid = server.pid

    def write(self, status: str) -> None:
        (self.folder / "postmaster.pid").write_text(
            f"{self.pid}\n{self.folder}\n1\n5432\n{self.folder}\n\n1 1\n{status}\n"
        )

    def test_there_is_no_start_to_wait_for(self) -> None:
        wait_for_a_start(self.folder)
        self.write("ready   ")
        wait_for_a_start(self.folder)

    def test_it_is_waited_for(self) -> None:
        self.write("starting")
        waiting = threading.Thread(target=wait_for_a_start, args=(self.folder,))
        waiting.start()
        self.assertTrue(waiting.is_alive())
        self.write("ready   ")
        waiting.join()

    def test_what_shows_no_sign_of_life_is_named(self) -> None:
        self.write("starting")
        with (
            mock.patch("campaign.run.signs_of_life.QUIET_IS_DEAD", 0.0),
            self.assertRaisesRegex(TimeoutError, f"process {self.pid} is starting"),
        ):
            wait_for_a_start(self.folder)
