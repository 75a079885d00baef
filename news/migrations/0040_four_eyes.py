"""The history of news, and what cancels an approval."""

from pathlib import Path

import campaign.history.changes
from django.db import migrations


SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0040_four_eyes'),
        ('news', '0001_initial'),
        ('petitions', '0040_four_eyes'),
        ('profiles', '0040_four_eyes'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='newsitem',
            constraint=campaign.history.changes.TrackChanges(name='newsitem_kept'),
        ),
        migrations.AddConstraint(
            model_name='newsitem',
            constraint=campaign.history.changes.TrackChanges(many='people', name='newsitem_people_kept'),
        ),
        migrations.AddConstraint(
            model_name='newsitem',
            constraint=campaign.history.changes.TrackChanges(many='petitions', name='newsitem_petitions_kept'),
        ),
        migrations.RunSQL(
            (SQL / "approvals.sql").read_text(encoding="utf-8"),
            "DROP TRIGGER approval_of_news ON campaign_change;"
            "DROP TRIGGER newsitem_takes_its_reviews ON news_newsitem",
        ),
    ]
