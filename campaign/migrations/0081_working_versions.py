"""Working versions, which go with their item."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0080_follow_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('logged_in', 'Logged in'), ('logged_out', 'Logged out'), ('login_failed', 'Failed to log in'), ('signers', 'Looked at signers'), ('exported', 'Exported'), ('submitted', 'Submitted for review'), ('review_asked', 'Asked for a review'), ('approved', 'Approved'), ('returned', 'Returned to draft'), ('published', 'Published'), ('scheduled', 'Scheduled'), ('withdrawn', 'Unpublished'), ('kept', 'Kept a working version'), ('discarded', 'Discarded a working version'), ('added', 'Added'), ('changed', 'Changed'), ('undone', 'Undid'), ('merged', 'Merged two people'), ('imported', 'Began or stopped an import'), ('ended', 'Closed a petition'), ('invalidated', 'Began or stopped an invalidation'), ('switched', 'Used an emergency switch'), ('account_added', 'Added an account'), ('account_changed', 'Changed an account'), ('password_set', 'Set a password'), ('factor', 'Changed a second factor'), ('given', 'Gave a role or right'), ('taken', 'Took a role or right away'), ('closed', 'Limited who may see it'), ('opened', 'Opened to all staff'), ('break_in', 'Ended a break-in'), ('erased', 'Erased'), ('deleted', 'Deleted'), ('check_passed', 'Checked this log: unchanged'), ('check_failed', 'Checked this log: changed')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='WorkingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('changes', models.JSONField()),
                ('why', models.CharField(blank=True, max_length=300)),
                ('revision', models.BigIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField()),
                ('publish_at', models.DateTimeField(null=True, verbose_name='publish the changes on')),
                ('failed_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scheduled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'working version',
                'verbose_name_plural': 'working versions',
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('publish_at__isnull', False)), fields=['publish_at'], name='working_version_due')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'subject_pk'), name='one_working_version_of_an_item'), models.CheckConstraint(condition=models.Q(models.Q(('publish_at', None), ('scheduled_by', None)), models.Q(('publish_at__isnull', False), ('scheduled_by__isnull', False)), _connector='OR'), name='working_version_is_scheduled_by_someone'), models.CheckConstraint(condition=models.Q(('failed_at', None), ('publish_at', None), _connector='OR'), name='working_version_that_failed_is_not_scheduled')],
            },
        ),
        migrations.RunSQL(
            (SQL / "working_versions.sql").read_text(encoding="utf-8"),
            "DROP TRIGGER working_version_takes_its_reviews ON campaign_workingversion;"
            # As before it (approvals.sql).
            "CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id; RETURN NULL; END $$",
        ),
    ]
