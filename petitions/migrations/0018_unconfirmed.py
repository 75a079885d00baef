"""One index for all that was not confirmed, whatever staff made of it: to remind, and to erase."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0017_switches")]
    operations = [
        migrations.RemoveIndex(model_name="signature", name="signature_pending"),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", True)),
                fields=["signed_at"],
                name="signature_unconfirmed",
            ),
        ),
    ]
