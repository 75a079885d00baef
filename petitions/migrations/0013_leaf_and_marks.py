"""Nothing in the database tells any more when someone withdrew: a line of the log has no number, a mark only a day."""

from django.db import migrations, models

KEY = """
ALTER TABLE petitions_leaf DROP CONSTRAINT leaf_added_and_removed_once;
ALTER TABLE petitions_leaf DROP COLUMN id;
ALTER TABLE petitions_leaf ADD PRIMARY KEY (petition_id, commitment, action);
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0012_told")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KEY)],
            state_operations=[
                migrations.RemoveConstraint("leaf", "leaf_added_and_removed_once"),
                migrations.RemoveField("leaf", "id"),
                migrations.AddField(
                    "leaf",
                    "pk",
                    models.CompositePrimaryKey(
                        "petition", "commitment", "action",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
            ],
        ),
        migrations.RenameField("erasure", "erased_at", "erased_on"),
        migrations.AlterField(
            "signature", "receipt", models.BinaryField(editable=False, max_length=64, null=True)
        ),
        migrations.AlterField("erasure", "erased_on", models.DateField()),
    ]
