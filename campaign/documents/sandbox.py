"""Programs of ours for work that may go wrong: each run is a process of its own, bounded in memory and time.

Such a program is a module of this project that knows nothing of Django, the settings or the database. It is
given one folder, made for it and gone after it, none of our environment (which holds the keys), and gives way
to the web server where both want the processor. What kills it, kills nothing else.
"""

import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NICENESS = 10
MOST_WRITTEN = 256 * 1024 * 1024  # bytes, a file


class Failed(Exception):
    """What the program said at its end, in one line; what it was killed by, if it said nothing."""


def run(module: str, folder: Path, *arguments: str, seconds: int) -> None:
    """`python -m MODULE FOLDER ARGUMENT …`. Raises Failed, also when it took too long."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", module, str(folder), *arguments],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed("it took too long") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Failed(said[-1] if said else f"status {done.returncode}")


def limit_resources(*, memory: int, seconds: int) -> None:
    """For the program itself, before it begins. memory: bytes of addresses; seconds: of the processor."""
    # A service that may set no limits has its own.
    with suppress(ValueError, OSError):
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
