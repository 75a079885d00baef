"""The web server under load: the one of `make run`, with nothing changed but its port and settings."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse

from django.conf import settings

from campaign.run import supervisor

SECONDS_TO_START = 30


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextlib.contextmanager
def web_server() -> Iterator[None]:
    """Run the server while the block runs. The parent watch ends it even if this process is killed."""
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "campaign.run.parent_watch", *supervisor.web_server()],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        process_group=0,
    )
    try:
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not answers():
            if server.poll() is not None or time.monotonic() > give_up_at:
                raise SystemExit("The web server did not start.")
            time.sleep(0.1)
        yield
    finally:
        if server.stdin:
            server.stdin.close()
        server.wait()


def answers() -> bool:
    try:
        return get("/healthz")[0] == 200
    except (OSError, HTTPException):
        return False


def get(path: str) -> tuple[int, int]:
    """Status and length of a page."""
    connection = HTTPConnection("127.0.0.1", settings.PORT, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{settings.PORT}"})
        answer: HTTPResponse = connection.getresponse()
        return answer.status, len(answer.read())
    finally:
        connection.close()
