"""A change cancels the approval of a person by the function that all kinds share."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0040_four_eyes'),
        ('profiles', '0011_approvals'),
    ]

    operations = [
        migrations.RunSQL(
            (SQL / "person_approvals.sql").read_text(encoding="utf-8"),
            "DROP TRIGGER approval_of_person ON campaign_change;"
            "DROP TRIGGER detainee_takes_its_reviews ON profiles_detainee;"
            + (SQL / "approvals.sql").read_text(encoding="utf-8"),
        ),
    ]
