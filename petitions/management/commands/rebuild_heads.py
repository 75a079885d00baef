"""Write the file of a log's published heads anew, if it is lost or damaged."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions.models import Petition
from petitions.transparency import gaps


class Command(BaseCommand):
    help = (
        "Writes the file in HEADS_FOLDER anew from the database. Only if no copy of the file is left, and the "
        "database is not a restored backup: newer heads that were published would be forgotten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the petition, as in its address")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        petition = Petition.objects.filter(slug=slug).first()
        if petition is None:
            raise CommandError(f"There is no petition {slug}.")
        try:
            gaps.rebuild_file(petition)
        except (OSError, gaps.NothingToAnnounce) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The file has the heads of the database again.")
