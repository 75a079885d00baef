"""Compare the listing with the profiles; with --repair, rebuild stale rows."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.models.references import reference
from profiles.search import listing


class Command(BaseCommand):
    help = "Compares the listing of people, by which they are found and counted, with the profiles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make again whatever lags")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        if repair:
            repaired = listing.repair()
            people, blocks = len(repaired.people), len(repaired.blocks)
            self.stdout.write(f"Put right: {people} people, {blocks} blocks.")
        if stale := listing.find_stale():
            references = ", ".join(map(reference, stale.people)) or "nobody"
            raise CommandError(
                f"The listing lags. People: {references}. Blocks: {len(stale.blocks)}."
            )
        self.stdout.write("The listing is in step.")
