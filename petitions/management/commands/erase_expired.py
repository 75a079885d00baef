"""Erase signers' data whose time is over, as the worker does at night; with --dry-run, only report it."""

import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from petitions.signers import retention, retention_preview, unconfirmed


class Command(BaseCommand):
    help = (
        "Erases signers' data whose time is over (docs/operators.md). Ctrl-C or SIGTERM ends it after the "
        "batch under way, and the next run goes on from there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would be erased and when; change nothing",
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            for line in retention_preview.report():
                self.stdout.write(line)
            return
        with stop_on_signal() as stop:
            lapsed = unconfirmed.erase_expired(lambda: not stop.is_set())
            expired = retention.erase_expired(lambda: not stop.is_set())
        self.stdout.write(f"Not confirmed in time, erased: {lapsed}")
        self.stdout.write(f"Time over, erased: {expired}")
        if stop.is_set():
            self.stdout.write("Stopped as asked. The next run continues.")


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set. Otherwise they would end the process in the middle of a batch."""
    stop = Event()
    before = {
        number: signal.signal(number, lambda *_: stop.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
