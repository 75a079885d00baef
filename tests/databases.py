"""The databases of the tests: copies of one that was migrated before, in a server of their own.

To migrate an empty database takes seconds, to copy one a tenth of a second. So the first run on a state of
the migrations keeps a copy of the database that it migrated, and whoever comes next copies that:
`make test`, `make test t=…`, and several of them side by side.

This is for the embedded Postgres. With a DATABASE_URL the tests migrate a database of that server, as
Django does by itself, and change nothing of how the server works.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.creation import DatabaseCreation
from psycopg import sql

from tests.project.processes import lives

# How the site logs in, before `prepare`.
SITE = {name: settings.DATABASES["default"].get(name) for name in settings.OWNER_DATABASE}
PREFIX = "test_"  # before the number of the process, and behind that the one of a parallel process

# What a crash of the machine would destroy is thrown away at the end of the run anyway. A test that kills
# processes loses nothing by it: what Postgres has handed to the kernel outlives the process, and the
# tests that kill Postgres itself start one of their own, with none of this (tests/project/running.py).
SERVER = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'1h'",
    # As the web asks for it (WEB_PGOPTIONS): a plan for tables without statistics looks dear enough to compile.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
# What the migrated database depends on, in each app: the tables, the rows that migrations write, and the
# permissions and groups that are made of the models. A module that these import in turn is not looked at.
STATE_OF_AN_APP = (
    "migrations/**/*",
    "models/**/*",
    "**/models.py",
    "apps.py",
    "roles.py",
    "**/privileges.py",
)
IMPORTED = re.compile(r"^(?:from|import) ([\w.]+)(?: import (\w+))?", re.MULTILINE)


def prepare() -> None:
    """Have the tests' databases made in this way. To be called before any of them is made."""
    connection.settings_dict |= settings.OWNER_DATABASE
    if settings.DATABASES["default"]["ENGINE"] != "campaign.run.embedded_postgres":
        return
    folder = Path(connection.settings_dict["FOLDER"])
    connection.settings_dict["FOLDER"] = folder.with_name("postgres-of-tests")
    connection.creation = Copying(connection)


def act_as_the_site() -> None:
    """From the next connection on, have only the rights of the site's role, as the site has."""
    if settings.OWNER_DATABASE:
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = settings.APPLICATION_ROLE


def act_as_the_owner() -> None:
    """From the next connection on, as before `act_as_the_site`."""
    connection.close()
    connection.settings_dict["OPTIONS"].pop("assume_role", None)


@contextmanager
def as_owner() -> Iterator[None]:
    """On the same connection and in the same transaction, for what the site's role may not do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        [role] = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))


@contextmanager
def site_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection on which the site's role has really logged in."""
    own = connection.copy()
    own.settings_dict |= SITE
    own.settings_dict["OPTIONS"].pop("assume_role", None)
    try:
        yield own
    finally:
        own.close()


class Copying(DatabaseCreation):
    """Makes test databases as copies. Each run has its own, named after its process."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        own, kept = self._get_test_db_name(), f"migrated_{digest()}"
        with self.connection._nodb_cursor() as cursor:
            _set_up_server(cursor)
            _drop_what_killed_runs_left(cursor)
            if kept in _databases(cursor):
                cursor.execute(f"CREATE DATABASE {own} TEMPLATE {kept}")
                self.connection.close()
                self.connection.settings_dict["NAME"] = own
                return own
        super().create_test_db(*args, **kwargs)
        self.connection.close()  # a database that somebody uses cannot be copied
        with self.connection._nodb_cursor() as cursor:
            for name in _databases(cursor):
                if name.startswith("migrated_") and name != kept:
                    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            with suppress(ProgrammingError, IntegrityError):  # another run was a moment faster
                cursor.execute(f"CREATE DATABASE {kept} TEMPLATE {own}")
        return own

    def _get_test_db_name(self) -> str:
        return f"{PREFIX}{os.getpid()}"


def _set_up_server(cursor: Any) -> None:
    for name, value in SERVER.items():
        cursor.execute(f"ALTER SYSTEM SET {name} = {value}")
    cursor.execute("SELECT pg_reload_conf()")


def _drop_what_killed_runs_left(cursor: Any) -> None:
    for name in _databases(cursor):
        if name.startswith(PREFIX) and not lives(int(name.split("_")[1])):
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _databases(cursor: Any) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database")
    return [name for (name,) in cursor.fetchall()]


def digest() -> str:
    """Of all that the migrated database depends on."""
    found = sha256()
    for file in sorted(set(_files())):
        found.update(f"{file} ".encode() + sha256(file.read_bytes()).digest())
    return found.hexdigest()[:16]


def _files() -> Iterator[Path]:
    yield settings.BASE_DIR / "requirements.txt"  # Django's tables and the queue's
    yield settings.BASE_DIR / "requirements-dev.txt"  # Postgres
    for config in apps.get_app_configs():
        if Path(config.path).parent != settings.BASE_DIR:
            continue
        for pattern in STATE_OF_AN_APP:
            for file in Path(config.path).glob(pattern):
                if file.is_file() and file.suffix != ".pyc":
                    yield file
                    if "migrations" in file.parts:
                        yield from _imported(file)


def _imported(migration: Path) -> Iterator[Path]:
    """The modules of ours that it uses."""
    for module, name in IMPORTED.findall(migration.read_text()):
        for parts in (module.split("."), [*module.split("."), name]):
            file = settings.BASE_DIR.joinpath(*parts).with_suffix(".py")
            if file.is_file():
                yield file
