"""Postgres lets transactions that send a notification commit one by one, each with its own write to the
disk. So no signature notifies the worker of its mail; the worker asks every second.
"""

from django.db import migrations

_TRIGGER = "TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0002_address_rules'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE procrastinate_jobs DISABLE {_TRIGGER}",
            f"ALTER TABLE procrastinate_jobs ENABLE {_TRIGGER}",
        )
    ]
