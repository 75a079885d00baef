"""Verify the activity log."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.activity import heads_file, verify
from campaign.activity.heads_file import Head


def head(text: str) -> Head:
    try:
        return heads_file.parse(text)
    except ValueError:
        raise ArgumentTypeError("A head is a place, a colon and 64 hexadecimal digits.") from None


class Command(BaseCommand):
    help = "Verifies that no entry of the activity log was changed, removed or added in between."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            type=head,
            action="append",
            default=[],
            metavar="PLACE:HASH",
            help="a head that this command printed earlier; may be given several times",
        )

    def handle(self, *args: Any, head: list[Head], **options: Any) -> None:
        result = verify.verify(head)
        if result.problems:
            raise CommandError("The activity log was changed:\n" + "\n".join(result.problems))
        self.stdout.write(f"{result.head.place} entries, and nothing was changed.")
        if result.head.place:
            self.stdout.write(f"Keep this head in another place: {result.head}")
