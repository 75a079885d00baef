"""Names have words and sounds, and the words of all names have keys (docs/decisions/0018-searching.md)."""

from pathlib import Path

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import profiles.names.keys

SQL = Path(__file__).parent / "sql"


def make_anew(apps, schema_editor):
    profiles.names.keys.refresh_keys(apps.get_model("profiles", "Name").objects.all())


class Migration(migrations.Migration):
    dependencies = [("profiles", "0170_named_because")]

    operations = [
        migrations.RunSQL("DELETE FROM profiles_nameword", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="nameword", name="nameword_word"),
        migrations.RemoveIndex(model_name="nameword", name="nameword_trigrams"),
        migrations.AddField(
            model_name="name",
            name="sounds",
            field=profiles.names.keys.SoundsField(
                base_field=models.TextField(), default=list, editable=False, source="text"
            ),
        ),
        migrations.AddField(
            model_name="nameword",
            name="key",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="name",
            name="keys",
            field=profiles.names.keys.WordsField(
                base_field=models.TextField(), default=list, editable=False, source="text"
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=models.Index(
                fields=["key", "word"],
                name="nameword_key",
                opclasses=["text_pattern_ops", "text_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(key__regex="^[a-z]"),
                fields=["key"],
                name="nameword_trigrams",
                opclasses=["gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="legalcase",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    "official_charge", "charge_original", config="english"
                ),
                name="legalcase_charges",
            ),
        ),
        migrations.RunSQL(
            (SQL / "names.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        ),
        migrations.RunPython(make_anew, migrations.RunPython.noop),
    ]
