"""The load: lists of requests, played by wrk."""

import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
SECONDS_TO_END = 30  # of wrk itself, after the load
SCRIPT = Path(__file__).with_name("play.lua")


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What wrk measured in one round."""

    seconds: float
    p50: float  # milliseconds
    p99: float
    broken: int  # connections refused, cut or silent for too long
    statuses: dict[int, int]

    def count(self, *statuses: int) -> int:
        return sum(self.statuses.get(status, 0) for status in statuses)

    def errors(self, *expected: int) -> int:
        return self.broken + sum(self.statuses.values()) - self.count(*expected)


def wrk_is_missing() -> str:
    """A sentence that says how to install wrk; empty if it is installed."""
    if shutil.which("wrk"):
        return ""
    return "The load generator wrk is needed and was not found (on Debian and Ubuntu: apt install wrk)."


def play(
    requests: Iterable[str], *, port: int, seconds: int, once: bool = False, header: str = ""
) -> RoundResult:
    """Play requests ("METHOD PATH BODY") for some seconds. once: stop at the end of the list.

    Raises subprocess.TimeoutExpired if wrk does not end by itself.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(f"{request}\n" for request in requests)
        file.flush()
        command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
        command += ["--duration", f"{seconds}s", "--timeout", "10s", "--script", str(SCRIPT)]
        command += ["--header", header] if header else []
        command += [f"http://127.0.0.1:{port}", "--", file.name, "once" if once else "again"]
        command += [str(random.randrange(1 << 30))]  # noqa: S311
        output = subprocess.run(  # noqa: S603
            command, check=True, capture_output=True, text=True, timeout=seconds + SECONDS_TO_END
        ).stdout
    result = json.loads(output.partition("RESULT ")[2])
    statuses = {int(status): count for status, count in result.pop("statuses").items()}
    return RoundResult(**result, statuses=statuses)
