"""makemigrations without a database."""

from django.core.management.commands import makemigrations
from django.db import connections


class Command(makemigrations.Command):
    def handle(self, *app_labels: str, **options: object) -> None:
        """Use the dummy backend instead of the embedded Postgres.

        Django compares the migrations with the applied ones, which would start the server. The result does not
        depend on it.
        """
        for connection in connections.all():
            if connection.settings_dict["ENGINE"] == "campaign.run.embedded_postgres":
                connection.settings_dict["ENGINE"] = "django.db.backends.dummy"
        super().handle(*app_labels, **options)
