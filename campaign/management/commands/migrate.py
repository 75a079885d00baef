"""migrate as the owner of the tables, which then gives the site's role its rights."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from campaign.activity import privileges


class Command(migrate.Command):
    def handle(self, *args: Any, database: str, **options: Any) -> None:
        connection = connections[database]
        with privileges.as_owner(connection):
            super().handle(*args, database=database, **options)
            if settings.OWNER_DATABASE and not (options["plan"] or options["check_unapplied"]):
                privileges.grant(connection)
