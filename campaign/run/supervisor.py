"""Runs the web server and the worker side by side, and starts each again when it ends.

This is the small supervisor of `make run`. In production, systemd or a container engine does the same (see
deploy/).
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

from campaign.run.progress import ProgressLine
from campaign.run.signs_of_life import QUIET_IS_DEAD, SignsOfLife

WORKERS = 2
THREADS = 8  # in each worker: one waits for the database while others answer (decision 0004)
STEADY_AFTER = 10.0  # seconds; a service that ends sooner starts again after a growing pause
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.2
QUIET_IS_STRANGE = 10.0  # seconds without a sign of life, before the supervisor says so
ENDS_BEFORE_IT_ANSWERS = 3  # of the web server; after so many ends the start has failed


def web_server() -> list[str]:
    return [
        *_python("-m", "granian", "campaign.wsgi:application"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(settings.PORT)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        # A worker that is still starting does not notice the request to stop.
        *("--workers-kill-timeout", "3s"),
        *("--http", "1", "--no-ws", "--log-level", "warning"),
        *("--log-config", "campaign/run/granian-log.json"),
    ]


def reloading_server() -> list[str]:
    return _python("manage.py", "runserver", f"127.0.0.1:{settings.PORT}")


def worker() -> list[str]:
    return _python("manage.py", "mail_worker")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


class Service:
    """One command, started again whenever it ends."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.ends = 0
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_at = 0.0  # the earliest time of the next start
        self._pause = 0.0

    def look_after(self) -> None:
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
        elif self._process.poll() is not None:
            self._clear_up()
            self.ends += 1
            steady = now - self._started_at >= STEADY_AFTER
            self._pause = 0.0 if steady else min(max(1.0, 2 * self._pause), LONGEST_PAUSE)
            self._start_at = now + self._pause
            sys.stderr.write(f"The {self.name} ended; it is started again.\n")

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603
            _python("-m", "campaign.run.parent_watch", *self._command),
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.PIPE,
            process_group=0,  # Ctrl-C reaches only the supervisor, which ends the services in order
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
        """Kill what is left of the group, in case parent_watch itself was killed."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self.let_go()
            self._process = None


class DidNotStart(Exception):
    pass


class WebServerStart:
    """Waits for the web server's first answer, for as long as it shows signs of life."""

    def __init__(self, web: Service) -> None:
        self._web = web
        self._signs = SignsOfLife()
        self._line = ProgressLine()
        self._begun_at = time.monotonic()

    def is_over(self) -> bool:
        """Raises DidNotStart if the web server is dead."""
        if _answers():
            self._line.clear()
            return True
        if self._web.pid:
            self._signs.look(self._web.pid)
        if fault := self._fault():
            self._line.clear()
            raise DidNotStart(fault)
        self._line.show(self._what_is_waited_for())
        return False

    def _fault(self) -> str:
        if (
            self._web.ends >= ENDS_BEFORE_IT_ANSWERS
            or self._signs.ended > ENDS_BEFORE_IT_ANSWERS * WORKERS
        ):
            return "The web server ended again and again before it answered; what it said is above."
        if self._signs.are_gone:
            return (
                "The web server did not start: it has not answered, nor used the CPU or the disk for "
                f"{QUIET_IS_DEAD:.0f} s."
            )
        return ""

    def _what_is_waited_for(self) -> str:
        if (quiet := self._signs.quiet_for) >= QUIET_IS_STRANGE:
            return (
                f"Waiting for the web server, which has done nothing for {quiet:.0f} s "
                f"(given up after {QUIET_IS_DEAD:.0f} s)"
            )
        return f"Starting the web server … {time.monotonic() - self._begun_at:.0f} s"


def serve(
    web: Service,
    worker: Service,
    *,
    when_ready: Callable[[], None],
    look_after_more: Callable[[], None],
) -> None:
    """Run the two until KeyboardInterrupt. Raises DidNotStart if the web server never answers."""
    services = (web, worker)
    maker = os.getppid()
    start: WebServerStart | None = WebServerStart(web)
    try:
        while True:
            look_after_more()
            for service in services:
                service.look_after()
            if start and start.is_over():
                start = None
                when_ready()
            if "MAKELEVEL" in os.environ and os.getppid() != maker:
                return  # `make` was killed, so Ctrl-C reaches no one any more
            time.sleep(LOOK_EVERY)
    finally:
        # A second Ctrl-C would leave some services running.
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
