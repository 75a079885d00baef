"""What the tables of all apps need before they are made: two extensions, and the function of the history.

It is numbered 0000 so that `0001_initial` stays as `makemigrations` writes it.
"""

from pathlib import Path

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        # Names are searched by trigrams. Both extensions are trusted, so this needs no superuser.
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            (SQL / "history.sql").read_text(encoding="utf-8"), "DROP FUNCTION campaign_keep_change"
        ),
    ]
