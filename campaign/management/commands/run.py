"""`make run`: prepares whatever is missing in a checkout, then serves the site."""

import errno
import hashlib
import os
import signal
import socket
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from campaign import roles
from campaign.activity import privileges
from campaign.run import progress, supervisor
from campaign.run.embedded_postgres.base import start_again_if_gone
from profiles.models import Detainee

OUR_APPS = ("campaign", "profiles", "petitions", "news", "followers")
ATTEMPTS_TO_CONNECT = 40  # of 3 seconds each (connect_timeout in the settings)


class Command(BaseCommand):
    help = "Sets up the demonstration where needed, then runs the web server and the worker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--signatures",
            type=int,
            help="how many signatures the demonstration gets, if it is new",
        )
        parser.add_argument(
            "--reload", action="store_true", help="Django's reloading server, for work on the code"
        )

    def handle(self, *args: Any, reload: bool, signatures: int | None, **options: Any) -> None:
        # SIGINT too: a shell starts its background jobs with it ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        os.umask(0o077)  # only this account may read the emails and the staff password
        try:
            self.var = writable(settings.BASE_DIR / "var")
            port_is_free(settings.PORT)
            self.connect()
            self.migrate()
            if not reload:
                self.collect_static_files()
            if settings.DEMO:
                self.load_demo(signatures)
            environment = os.environ | {"DATABASE_URL": database_url()}
            connection.close()
            web = supervisor.reloading_server() if reload else supervisor.web_server()
            supervisor.serve(
                supervisor.Service("web server", web, environment),
                supervisor.Service("worker", supervisor.worker(), environment),
                when_ready=self.greet,
                look_after_more=self.look_after_database,
            )
        except KeyboardInterrupt:
            pass
        except supervisor.DidNotStart as error:
            raise CommandError(str(error)) from None
        # The embedded server ends with this process (campaign/run/embedded_postgres).
        self.say("Stopping Postgres …" if embedded() else "Stopped.")

    def connect(self) -> None:
        with progress.seconds("Starting Postgres" if embedded() else "Connecting to the database"):
            for _ in range(ATTEMPTS_TO_CONNECT):
                try:
                    connection.ensure_connection()
                    return
                except OperationalError as error:
                    cause = error
                    if not isinstance(error.__cause__, psycopg.errors.ConnectionTimeout):
                        break  # try again only if the server was busy
        raise CommandError(f"The database cannot be used: {first_line(cause)}") from None

    def migrate(self) -> None:
        with privileges.as_owner(connection):
            executor = MigrationExecutor(connection)
            if missing := missing_migrations(executor.loader):
                raise CommandError(how_to_begin_afresh(missing[0]))
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                with progress.seconds("Making the tables"):
                    call_command("migrate", verbosity=0, interactive=False)
            else:
                roles.sync()  # the code may have a new table of rights without a new migration

    def collect_static_files(self) -> None:
        """Hash and compress the files. It takes seconds, so do it only if a file changed since last time."""
        stamp = self.var / "static-files"
        state = state_of_static_files()
        if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text() == state:
            return
        with progress.seconds("Compressing the style sheets"):
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)

    def load_demo(self, signatures: int | None) -> None:
        """Load it into an empty database only, so that changes by staff stay."""
        if not Detainee.objects.exists():
            size = {} if signatures is None else {"signatures": signatures}
            call_command(
                "demo",
                password_file=settings.DEMO_PASSWORD_FILE,
                otpauth_file=settings.DEMO_OTPAUTH_FILE,
                stdout=self.stdout,
                **size,
            )

    def look_after_database(self) -> None:
        if not embedded():
            return
        try:
            gone = start_again_if_gone(Path(connection.settings_dict["FOLDER"]))
        except subprocess.SubprocessError:
            return  # processes of the killed server are still ending; the next call tries again
        if gone:
            self.say("Postgres ended; it was started again.")

    def greet(self) -> None:
        lines = ["", f"The campaign:  {settings.SITE_URL}/"]
        lines.append(f"For staff:     {settings.SITE_URL}/admin/")
        if settings.DEMO and settings.DEMO_PASSWORD_FILE.is_file():
            password = settings.DEMO_PASSWORD_FILE.read_text().strip()
            lines.append(f"               as {settings.DEMO_STAFF} with the password {password}")
        if settings.DEMO and settings.DEMO_OTPAUTH_FILE.is_file():
            lines.append("               and the code of:  .venv/bin/python manage.py demo_code")
        if settings.MAIL_URL.startswith("file:"):
            lines.append(f"Emails are in: {settings.MAIL_URL.removeprefix('file://')}/")
        lines += ["", "Ctrl-C stops everything."]
        self.say("\n".join(lines))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def writable(folder: Path) -> Path:
    try:
        folder.mkdir(exist_ok=True)
        probe = folder / f"probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(f"The folder {folder} cannot be written to: {error.strerror}.") from None
    return folder


def port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is taken by another program: stop it, or choose another port with "
                    f"`make run PORT={port + 1}`."
                ) from None
            raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from None


def missing_migrations(loader: MigrationLoader) -> list[str]:
    """Migrations of our own apps that this database has and the code no longer has."""
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in OUR_APPS and (app, name) not in loader.disk_migrations
    )


def how_to_begin_afresh(missing: str) -> str:
    """The message for an old database: it names the old data to move away. Nothing is deleted here.

    It does not name ERASURES_FILE. That file records who asked for no more emails, and what a restore of an old
    backup must erase again.
    """
    files = [
        settings.MEDIA_ROOT,
        settings.FILE_CACHE_FOLDER,
        settings.FILE_CACHE_FOLDER.with_name("made"),  # its name in the old code
        settings.DOSSIER_FOLDER,
    ]
    old = [str(file) for file in files if Path(file).exists()]
    steps = []
    if embedded():
        old.insert(0, str(connection.settings_dict["FOLDER"]))
    else:
        steps.append("set DATABASE_URL to an empty database")
    if old:
        steps.append(f"move {', '.join(old)} away (or delete what you do not need)")
    return (
        f"This database was made by an older version of the code (its migration {missing} is gone) and "
        f"cannot be upgraded: to begin afresh, {', '.join(steps)}, then start again."
    )


def embedded() -> bool:
    return bool(connection.settings_dict["ENGINE"] == "campaign.run.embedded_postgres")


def database_url() -> str:
    """The database's URL for the services.

    For the embedded server it names the socket. The services do not start the server themselves, so it ends
    with this process and not with the last service.
    """
    if not embedded():
        return os.environ["DATABASE_URL"]
    database = connection.settings_dict
    return f"postgres://{database['USER']}@/{quote(database['NAME'])}?" + urlencode(
        {"host": database["HOST"]}
    )


def state_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
