"""The processes of the site under load: those of `make run`, with nothing changed but port and settings.

Each is ended by the number of its own process. If this process is killed, the parent watch ends them. What they
print is in var/bench/site.log: a line for each refused form.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse

import psutil
from django.conf import settings
from django.db import connection

from bench.results import FOLDER
from campaign.run import supervisor

LOG = FOLDER / "site.log"
SECONDS_TO_START = 60
SECONDS_TO_END = 20  # the parent watch kills what has not finished after ten


class DidNotStart(Exception):
    pass


@contextlib.contextmanager
def web_server() -> Iterator[psutil.Process]:
    """Run the web server while the block runs. Raises DidNotStart."""
    with _running(supervisor.web_server()) as process:
        _wait_for(process, answers, f"The web server did not start. What it said is in {LOG}.")
        yield process


@contextlib.contextmanager
def mail_worker() -> Iterator[psutil.Process]:
    """Run the worker while the block runs. It does not say when it is ready: its first email does."""
    with _running(supervisor.worker()) as process:
        yield process


@contextlib.contextmanager
def _running(command: Sequence[str]) -> Iterator[psutil.Process]:
    with LOG.open("a") as log:
        started = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "campaign.run.parent_watch", *command],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            process_group=0,
        )
    try:
        yield psutil.Process(started.pid)
    finally:
        if started.stdin:
            started.stdin.close()
        try:
            started.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)  # its own group
            started.wait(SECONDS_TO_END)


def _wait_for(process: psutil.Process, is_ready: Callable[[], bool], fault: str) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while not is_ready():
        if not process.is_running() or time.monotonic() > give_up_at:
            raise DidNotStart(fault)
        time.sleep(0.1)


def answers() -> bool:
    try:
        return get("/healthz")[0] == 200
    except (OSError, HTTPException):
        return False


def get(path: str) -> tuple[int, bytes]:
    """Status and content of a page."""
    client = HTTPConnection("127.0.0.1", settings.PORT, timeout=10)
    try:
        client.request("GET", path, headers={"Host": f"127.0.0.1:{settings.PORT}"})
        answer: HTTPResponse = client.getresponse()
        return answer.status, answer.read()
    finally:
        client.close()


def cpu_seconds(process: psutil.Process) -> float:
    """The CPU time, user and system, that a process and all its descendants have used, those that ended too."""
    used = 0.0
    for each in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def postgres() -> psutil.Process | None:
    """The first process of the database server; None if it is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(pid,)] = cursor.fetchall()
    try:
        backend = psutil.Process(pid)
        return backend.parent() if backend.name().startswith("postgres") else None
    except psutil.NoSuchProcess:
        return None
