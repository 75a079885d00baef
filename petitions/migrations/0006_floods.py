"""Emails that wait for a limit, and an index of those that were refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0004_published_figures")]

    operations = [
        migrations.RemoveField("intake", "waits"),
        migrations.AddField(
            "intake",
            "waits_for",
            models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AddIndex(
            "signature",
            models.Index(
                condition=models.Q(("bounced_at__isnull", False)),
                fields=["petition", "bounced_at"],
                name="signature_bounced",
            ),
        ),
    ]
