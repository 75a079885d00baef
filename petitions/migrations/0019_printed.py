"""A dossier remembers digests of what it says of each person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0018_signer_access_log")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="printed",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
