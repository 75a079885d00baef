"""Erase again the signers, follows and people that a restored backup has brought back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from followers.following import stopping
from petitions.signers import erasure as signer_erasure
from profiles.safety import erasure as people_erasure


class Command(BaseCommand):
    help = "Erases the signatures, follows and people that a restored backup has brought back (docs/operators.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="*",
            type=Path,
            metavar="FILE",
            help="logs of erasures, of every machine that had one; left out: ERASURES_FILE",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        files = files or [settings.ERASURES_FILE]
        for file in files:
            if not file.is_file():
                raise CommandError(f"There is no {file}.")
        self.stdout.write(f"Signatures erased again: {signer_erasure.replay(*files)}")
        self.stdout.write(f"Follows stopped again: {stopping.replay(*files)}")
        self.stdout.write(f"People erased again: {people_erasure.replay(*files)}")
