"""Keeps the web server and the mail worker running, side by side, until it is told to stop.

This is `make run`'s own small supervisor. A server in production has systemd or a container engine for
the same work (see deploy/).
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException

from django.conf import settings

WORKERS = 2
THREADS = 8  # in each worker: one waits for the database while others answer (decision 0004)
STEADY_AFTER = 10.0  # seconds; what ends sooner is started again after a pause that grows
LONGEST_PAUSE = 30.0
SECONDS_TO_START = 30.0
LOOK_EVERY = 0.2


def web_server() -> list[str]:
    return [
        *_python("-m", "granian", "campaign.wsgi:application"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(settings.PORT)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        # A worker that is still starting does not hear that it is to stop.
        *("--workers-kill-timeout", "3s"),
        *("--http", "1", "--no-ws", "--log-level", "warning"),
    ]


def reloading_server() -> list[str]:
    return _python("manage.py", "runserver", f"127.0.0.1:{settings.PORT}")


def mail_worker() -> list[str]:
    return _python("manage.py", "procrastinate", "worker")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


class Service:
    """One command, started again whenever it ends."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0  # not before
        self._pause = 0.0

    def look_after(self) -> None:
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
        elif self._process.poll() is not None:
            self._clear_up()
            steady = now - self._started_at >= STEADY_AFTER
            self._pause = 0.0 if steady else min(max(1.0, 2 * self._pause), LONGEST_PAUSE)
            self._start_at = now + self._pause
            sys.stderr.write(f"The {self.name} ended; it is started again.\n")

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603
            _python("-m", "campaign.run.parent_watch", *self._command),
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.PIPE,
            process_group=0,  # Ctrl-C reaches the supervisor alone, which ends things in order
        )

    def let_go(self) -> None:
        """Ask it to finish."""
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def wait(self) -> None:
        if self._process:
            self._process.wait()
            self._clear_up()

    def _clear_up(self) -> None:
        """What is left of the group if the leash itself was killed."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self.let_go()
            self._process = None


class DidNotStart(Exception):
    pass


def serve(
    services: Sequence[Service],
    *,
    when_ready: Callable[[], None],
    look_after_more: Callable[[], None],
) -> None:
    """Run the services until KeyboardInterrupt. Raises DidNotStart if nothing answers in time."""
    maker = os.getppid()
    give_up_at = time.monotonic() + SECONDS_TO_START
    ready = False
    try:
        while True:
            look_after_more()
            for service in services:
                service.look_after()
            if not ready and (ready := _answers()):
                when_ready()
            if not ready and time.monotonic() > give_up_at:
                raise DidNotStart(f"The web server did not answer within {SECONDS_TO_START:.0f} s.")
            if "MAKELEVEL" in os.environ and os.getppid() != maker:
                return  # `make` was killed, so nobody can press Ctrl-C any more
            time.sleep(LOOK_EVERY)
    finally:
        # From here on a second Ctrl-C would only leave things half stopped.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for service in services:
            service.let_go()
        for service in services:
            service.wait()


def _answers() -> bool:
    connection = HTTPConnection("127.0.0.1", settings.PORT, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
