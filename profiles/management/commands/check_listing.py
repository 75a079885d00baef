"""Compares the listing that people are found by with the profiles; with --repair, puts it right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.search import listing


class Command(BaseCommand):
    help = "Compares the listing of people, by which they are found and counted, with the profiles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make again whatever lags")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        if repair:
            found = listing.repair()
            self.stdout.write(f"Put right: {len(found.people)} people, {len(found.blocks)} blocks.")
        if lag := listing.lag():
            people = ", ".join(f"P-{pk:04d}" for pk in lag.people) or "nobody"
            raise CommandError(f"The listing lags. People: {people}. Blocks: {len(lag.blocks)}.")
        self.stdout.write("The listing is in step.")
