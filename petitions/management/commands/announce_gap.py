"""Announce that published heads of a log are lost, so that the log can go on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions.models import Petition
from petitions.transparency import gaps


class Command(BaseCommand):
    help = (
        "Announces on the page of a petition's log that heads were lost in the restore of a backup, and lets the "
        "log go on. It cannot be taken back (docs/operators.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the petition, as in its address")
        parser.add_argument("--reason", required=True, help="what happened; everyone can read it")

    def handle(self, *args: Any, slug: str, reason: str, **options: Any) -> None:
        petition = Petition.objects.filter(slug=slug).first()
        if petition is None:
            raise CommandError(f"There is no petition {slug}.")
        try:
            gap = gaps.announce(petition, reason)
        except (ValueError, gaps.NothingToAnnounce) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Announced: the head over {gap.lost['size']} lines is lost. The log goes on after "
            f"{gap.start_size} lines."
        )
