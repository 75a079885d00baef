"""Compare the count with the signatures; with --repair, correct the tallies."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions.transparency import count_audit


class Command(BaseCommand):
    help = "Compares the count, its tallies and its log with the confirmed signatures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="make the tallies anew from the signatures; the site may go on meanwhile",
        )

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        if repair:
            self.stdout.write(f"Tallies that were put right: {count_audit.repair()}")
        check = count_audit.check()
        self.stdout.write(
            f"Compared {check.petitions} petitions in {check.milliseconds / 1000:.1f} s."
        )
        if check.differences:
            raise CommandError("The count is wrong:\n" + "\n".join(check.differences))
        self.stdout.write("No difference.")
