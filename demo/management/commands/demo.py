"""manage.py demo: loads the demonstration if it is not loaded yet."""

import os
import secrets
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign.accounts import factors
from demo import loading
from demo.document import Mistake


def signature_count(text: str) -> int:
    count = int(text.replace(",", "").replace("_", ""))
    if not 0 <= count <= 200_000_000:
        raise ValueError(text)
    return count


class Command(BaseCommand):
    help = "Load invented people, petitions, news and signatures; do nothing if they are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--signatures",
            type=signature_count,
            default=loading.LIFE_SIZE,
            metavar="N",
            help=f"signatures on the main petition ({loading.LIFE_SIZE:,} if not said)",
        )
        parser.add_argument("--reset", action="store_true", help="load it afresh")
        parser.add_argument("--remove", action="store_true", help="delete every row of it")
        parser.add_argument(
            "--password-file",
            type=Path,
            metavar="PATH",
            help="where the password of the account “staff” is kept; made if it is not there",
        )
        parser.add_argument(
            "--otpauth-file",
            type=Path,
            metavar="PATH",
            help="the same for the address of its second factor, as authenticator apps read it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except Mistake as mistake:
            raise CommandError(str(mistake)) from None

    def _run(self, options: dict[str, Any]) -> None:
        if options["remove"]:
            # Allowed with DEMO off too, so that no invented person stays on a real site.
            loading.remove()
            loading.remove_staff()
            loading.remove_unmarked()  # last: a data file with a mistake must not keep the others
            self.stdout.write("The demonstration is removed.")
            return
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off: invented people are not put beside real ones. "
                "Set DEMO=on, with a database of its own."
            )
        # The account comes first. A load that is interrupted leaves no rows, so the next run loads again.
        self._make_staff(options["password_file"], options["otpauth_file"])
        if loading.is_loaded() and not options["reset"]:
            self.stdout.write("The demonstration is loaded already (--reset loads it afresh).")
        else:
            self._load(options["signatures"], reset=options["reset"])

    def _load(self, signatures: int, *, reset: bool) -> None:
        begun = time.monotonic()
        self.stdout.write("Loading the demonstration:")
        with transaction.atomic():
            if reset:
                loading.remove()
                loading.remove_unmarked()
            loading.load(signatures, self._say)
        loading.settle()
        self._say(f"done in {time.monotonic() - begun:.1f} seconds")

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _make_staff(self, password_file: Path | None, otpauth_file: Path | None) -> None:
        """Password and second factor go to their files, or to the terminal. An account that has them keeps them."""
        is_new = not loading.has_staff()
        password, is_written = _kept(password_file, secrets.token_urlsafe(12))
        if is_new or is_written:
            loading.set_staff_password(password)
            if password_file is None:
                self.stdout.write(f"Staff log-in: {settings.DEMO_STAFF}, password {password}")
        url, is_written = _kept(otpauth_file, loading.staff_app_url(factors.new_key()))
        if is_new or is_written:
            loading.set_staff_app(factors.key_of(url))
            if otpauth_file is None:
                self.stdout.write(f"Second factor, for an authenticator app: {url}")


def _kept(file: Path | None, new: str) -> tuple[str, bool]:
    """What the file holds, and whether it was written just now, with `new`. Without a file `new`, not written."""
    if file is None:
        return new, False
    if file.exists():
        return file.read_text().strip(), False
    file.parent.mkdir(parents=True, exist_ok=True)
    # No one else can read it, from the first moment on: the mode is set when the file is made.
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        kept.write(new + "\n")
    return new, True
