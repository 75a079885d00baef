"""Waits for a Postgres server that another process is starting."""

import time
from pathlib import Path

import psutil

from campaign.run.signs_of_life import QUIET_IS_DEAD, SignsOfLife

STATUS = 7  # the line of postmaster.pid


def wait_for_a_start(folder: Path) -> None:
    """Return when the server is ready or does not exist. Raises TimeoutError if it is dead."""
    signs = SignsOfLife()
    while pid := _starting(folder):
        signs.look(pid)
        if signs.are_gone:
            raise TimeoutError(
                f"process {pid} is starting, and has not used the CPU or the disk for {QUIET_IS_DEAD:.0f} s."
            )
        time.sleep(0.1)


def _starting(folder: Path) -> int | None:
    """The number of the server's first process, unless it is ready."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    ready = len(lines) > STATUS and lines[STATUS].strip() == "ready"
    return pid if not ready and psutil.pid_exists(pid) else None
