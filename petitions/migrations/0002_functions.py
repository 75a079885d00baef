"""What Django's models cannot say: views of the count, a log that is only added to, a table outside the
backups, mail without NOTIFY."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")
NOTIFY = "TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1"


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        # The triggers go with their function.
        migrations.RunSQL(
            (SQL / "log.sql").read_text(encoding="utf-8"), "DROP FUNCTION petitions_log_stays CASCADE"
        ),
        migrations.RunSQL(
            (SQL / "count.sql").read_text(encoding="utf-8"),
            """
            ALTER TABLE petitions_ledgerentry RESET (parallel_workers);
            DROP VIEW petitions_daycount, petitions_personcount, petitions_count, petitions_shownentry;
            """,
        ),
        # From which network someone signed: in no write-ahead log and in no physical backup.
        migrations.RunSQL("ALTER TABLE petitions_trace SET UNLOGGED", migrations.RunSQL.noop),
        # Postgres commits transactions that send a notification one by one, each with its own write to the
        # disk. So no signature notifies the worker of its mail; the worker asks every second.
        migrations.RunSQL(
            f"ALTER TABLE procrastinate_jobs DISABLE {NOTIFY}",
            f"ALTER TABLE procrastinate_jobs ENABLE {NOTIFY}",
        ),
    ]
