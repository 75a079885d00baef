"""`manage.py run` in a checkout of its own, for the tests that start and kill the whole site."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psutil
from django.conf import settings

from campaign.checks import variables_in_example
from tests.project.processes import wait_until

SECONDS_TO_END = 300  # for a broken build alone, as in processes.wait_until
LEFT_OUT = shutil.ignore_patterns(".*", "var", "staticfiles", "tests", "docs", "bench")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_checkout(folder: Path) -> Path:
    """A copy of what is needed to run, with nothing set up yet."""
    checkout = folder / "checkout"
    shutil.copytree(settings.BASE_DIR, checkout, ignore=LEFT_OUT)
    shutil.copy(settings.BASE_DIR / ".env.example", checkout)
    return checkout


def environment() -> dict[str, str]:
    example = variables_in_example()
    keys = {name: example[name] for name in ("SECRET_KEY", "PII_KEYS", "PEPPER", "LOG_KEYS")}
    return {"PATH": os.environ["PATH"], "DEMO": "on"} | keys


def spare_the_disk(checkout: Path) -> None:
    """Give it a Postgres that does not wait for the disk, for a test that kills processes and no machine:
    what a killed process has written is the kernel's by then."""
    (checkout / "var").mkdir()
    code = """
from campaign.activity.privileges import as_owner
from django.db import connection
with as_owner(connection):
    connection.cursor().execute("ALTER SYSTEM SET fsync = off")
"""
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=checkout, env=environment(), check=True,
    )  # fmt: skip


def postmaster(checkout: Path) -> int:
    """The number of the embedded Postgres's first process."""
    lines = (checkout / "var" / "postgres" / "postmaster.pid").read_text().splitlines()
    return int(lines[0])


class Run:
    """One `manage.py run` in a checkout, with all that it prints."""

    def __init__(self, checkout: Path, **more: str) -> None:
        self.environment = environment() | more
        self.printed = ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--signatures", "200"],
            cwd=checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.printed += line

    def says(self, text: str) -> bool:
        return wait_until(lambda: text in self.printed)

    def descendants(self, *words: str) -> list[psutil.Process]:
        """The processes under it whose command line has all these words."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if set(words) <= set(process.cmdline()):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def wait(self) -> int:
        code = self.process.wait(SECONDS_TO_END)
        self._reading.join(SECONDS_TO_END)
        return code

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.wait()
