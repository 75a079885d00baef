from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0003_limits'),
        ('profiles', '0010_depictions'),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("sql").joinpath("approvals.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION profiles_approval_cancelled CASCADE",
        ),
    ]
