"""Compare the public logs with the heads that were published; after a restore, before the site opens again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petitions.models import LogStop
from petitions.transparency import gaps


class Command(BaseCommand):
    help = "Compares every public log with HEADS_FOLDER, and stops those that lack published heads."

    def handle(self, *args: Any, **options: Any) -> None:
        gaps.look_for_problems()
        stops = LogStop.objects.select_related("petition").order_by("petition__slug")
        if stopped := [f"{stop.petition.slug}: {stop}" for stop in stops]:
            raise CommandError("These logs are stopped:\n" + "\n".join(stopped))
        self.stdout.write("Every log has the heads that were published.")
