"""A mailbox is forgotten a month after its last mail; what was asked for in vain puts that off no longer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('petitions', '0004_signatures_commit_together')]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='mailed_on',
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(
            'UPDATE petitions_mailbox SET mailed_on = day WHERE unanswered > 0',
            migrations.RunSQL.noop,
        ),
    ]
