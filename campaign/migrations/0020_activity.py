"""The activity log, and the triggers that make it append-only and chain it."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql") / "activity.sql"
FUNCTIONS = "campaign_activity_stamp, campaign_activity_chain, campaign_activity_refuse"


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0010_accounts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('kind', models.CharField(choices=[('logged_in', 'Logged in'), ('logged_out', 'Logged out'), ('login_failed', 'Failed to log in'), ('signers', 'Looked at signers'), ('exported', 'Exported'), ('submitted', 'Submitted for review'), ('returned', 'Returned to draft'), ('published', 'Published'), ('scheduled', 'Scheduled'), ('withdrawn', 'Unpublished'), ('switched', 'Used an emergency switch'), ('account_added', 'Added an account'), ('account_changed', 'Changed an account'), ('password_set', 'Set a password'), ('factor', 'Changed a second factor'), ('given', 'Gave a role or right'), ('taken', 'Took a role or right away'), ('erased', 'Erased'), ('deleted', 'Deleted'), ('check_passed', 'Checked this log: unchanged'), ('check_failed', 'Checked this log: changed')], max_length=20, verbose_name='what')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField(null=True)),
                ('detail', models.CharField(max_length=200, verbose_name='details')),
                ('place', models.BigIntegerField(editable=False, null=True, unique=True)),
                ('hash', models.BinaryField(max_length=32, null=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'entry of the activity log',
                'verbose_name_plural': 'activity log',
                'ordering': ('-at', '-pk'),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-at', '-id'], name='activity_newest'), models.Index(fields=['subject', 'subject_pk'], name='activity_of_subject'), models.Index(fields=['kind', '-at'], name='activity_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), ('subject_pk', None)), ('subject__regex', '^[a-z]+\\.[a-z]+$'), _connector='OR'), name='activity_subject_is_a_model'), models.CheckConstraint(condition=models.Q(('detail__regex', '^[a-z0-9_.:, ]*$')), name='activity_detail_is_words_of_code')],
            },
        ),
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"), f"DROP FUNCTION {FUNCTIONS} CASCADE"
        ),
    ]
