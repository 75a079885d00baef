"""A change of a translation makes the person's record of the open data again."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql") / "translations.sql"


class Migration(migrations.Migration):
    dependencies = [("profiles", "0130_translations")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "DROP TRIGGER open_data_after_insert ON profiles_detaineetranslation;"
            "DROP TRIGGER open_data_after_update ON profiles_detaineetranslation;"
            "DROP TRIGGER open_data_after_delete ON profiles_detaineetranslation;",
        )
    ]
