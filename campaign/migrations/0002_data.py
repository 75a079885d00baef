"""The limits that staff edit, and where the buckets behind them are stored."""

from django.db import migrations

# use: at most so many in so many minutes, and so many in so many hours. Far above what a family, a school or
# an event needs: some addresses of mobile carriers and Tor stand for whole countries. What is over a limit is
# quarantined for a person to review, not refused.
LIMITS = {
    "host": (100, 10, 1_000, 24),
    "prefix": (400, 10, 4_000, 24),
    "address": (20, 10, 60, 24),
    "domain": (100, 10, 1_000, 24),
    "petition": (20_000, 10, 1_000_000, 24),
    "codes": (200, 10, 2_000, 24),
    "links": (60, 10, 600, 24),
    "tips": (20, 10, 100, 24),
}


def load(apps, schema_editor):
    limit = apps.get_model("campaign", "Limit")
    limit.objects.bulk_create(
        limit(use=use, burst=burst, burst_minutes=minutes, sustained=sustained, sustained_hours=hours)
        for use, (burst, minutes, sustained, hours) in LIMITS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("campaign", "0001_initial")]

    operations = [
        # Unlogged tables are in no write-ahead log and in no physical backup.
        migrations.RunSQL("ALTER TABLE campaign_bucket SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE campaign_daykey SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
