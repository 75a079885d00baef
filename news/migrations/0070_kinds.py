"""“release” now means a press release. Someone's freedom is an update, as are old items that lack what their kind needs."""

from django.db import migrations

CHANGE = "UPDATE news_newsitem SET kind = 'update' WHERE kind IN ('release', 'event', 'coverage')"


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0061_made_addresses'),
    ]

    operations = [
        migrations.RunSQL(CHANGE, migrations.RunSQL.noop),
    ]
