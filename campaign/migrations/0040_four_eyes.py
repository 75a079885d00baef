"""Reviews, the history of pages, and the functions by which a change cancels an approval."""

from pathlib import Path

import campaign.history.changes
import campaign.privacy.encryption
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0030_account_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('note', campaign.privacy.encryption.EncryptedTextField(blank=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answer', models.CharField(blank=True, choices=[('approved', 'Approved'), ('changes', 'Changes wanted'), ('dropped', 'Taken back')], max_length=10)),
                ('answer_note', campaign.privacy.encryption.EncryptedTextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('looked_at', models.BigIntegerField(null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('logged_in', 'Logged in'), ('logged_out', 'Logged out'), ('login_failed', 'Failed to log in'), ('signers', 'Looked at signers'), ('exported', 'Exported'), ('submitted', 'Submitted for review'), ('review_asked', 'Asked for a review'), ('approved', 'Approved'), ('returned', 'Returned to draft'), ('published', 'Published'), ('scheduled', 'Scheduled'), ('withdrawn', 'Unpublished'), ('switched', 'Used an emergency switch'), ('account_added', 'Added an account'), ('account_changed', 'Changed an account'), ('password_set', 'Set a password'), ('factor', 'Changed a second factor'), ('given', 'Gave a role or right'), ('taken', 'Took a role or right away'), ('erased', 'Erased'), ('deleted', 'Deleted'), ('check_passed', 'Checked this log: unchanged'), ('check_failed', 'Checked this log: changed')], max_length=20, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=campaign.history.changes.TrackChanges(name='page_kept'),
        ),
        migrations.AddField(
            model_name='review',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='asked_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['subject', 'subject_pk', '-id'], name='review_of_item'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('subject', 'subject_pk'), name='review_one_open_of_an_item'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='review_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'approved'), _negated=True), ('looked_at__isnull', False), _connector='OR'), name='review_approves_what_was_looked_at'),
        ),
        migrations.RunSQL(
            (SQL / "approvals.sql").read_text(encoding="utf-8"),
            "DROP FUNCTION campaign_cancel_approval CASCADE; DROP FUNCTION campaign_delete_reviews CASCADE",
        ),
        migrations.RunSQL(
            (SQL / "page_approvals.sql").read_text(encoding="utf-8"),
            "DROP TRIGGER approval_of_page ON campaign_change;"
            "DROP TRIGGER page_takes_its_reviews ON campaign_page",
        ),
    ]
