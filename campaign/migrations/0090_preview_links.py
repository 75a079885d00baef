"""Links for readers outside, which go with their item."""

from pathlib import Path

import campaign.privacy.encryption
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0130_translations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('logged_in', 'Logged in'), ('logged_out', 'Logged out'), ('login_failed', 'Failed to log in'), ('signers', 'Looked at signers'), ('exported', 'Exported'), ('submitted', 'Submitted for review'), ('review_asked', 'Asked for a review'), ('approved', 'Approved'), ('returned', 'Returned to draft'), ('published', 'Published'), ('scheduled', 'Scheduled'), ('withdrawn', 'Unpublished'), ('kept', 'Kept a working version'), ('discarded', 'Discarded a working version'), ('shown', 'Made a link for someone outside'), ('link_opened', 'Someone outside opened a link'), ('link_revoked', 'Revoked a link for someone outside'), ('added', 'Added'), ('changed', 'Changed'), ('undone', 'Undid'), ('merged', 'Merged two people'), ('imported', 'Began or stopped an import'), ('ended', 'Closed a petition'), ('invalidated', 'Began or stopped an invalidation'), ('switched', 'Used an emergency switch'), ('account_added', 'Added an account'), ('account_changed', 'Changed an account'), ('password_set', 'Set a password'), ('factor', 'Changed a second factor'), ('given', 'Gave a role or right'), ('taken', 'Took a role or right away'), ('closed', 'Limited who may see it'), ('opened', 'Opened to all staff'), ('break_in', 'Ended a break-in'), ('erased', 'Erased'), ('deleted', 'Deleted'), ('check_passed', 'Checked this log: unchanged'), ('check_failed', 'Checked this log: changed')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('purpose', models.CharField(choices=[('fact_check', 'Fact check'), ('embargo', 'Embargoed preview')], max_length=10)),
                ('recipient', campaign.privacy.encryption.EncryptedTextField()),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('shows_version', models.BooleanField(default=False)),
                ('ends_when_public', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('max_openings', models.PositiveIntegerField(null=True)),
                ('openings', models.PositiveIntegerField(default=0)),
                ('first_opened_on', models.DateField(null=True)),
                ('last_opened_on', models.DateField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'link for a reader outside',
                'verbose_name_plural': 'links for readers outside',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PreviewComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('whole', 'The whole text'), ('names', 'Names'), ('facts', 'Dates, places and facts'), ('story', 'The story'), ('quotes', 'Quotations'), ('pictures', 'Pictures and documents'), ('other', 'Something else')], max_length=10)),
                ('verdict', models.CharField(choices=[('right', 'This is right'), ('change', 'This must change'), ('withhold', 'Do not publish this')], max_length=10)),
                ('text', campaign.privacy.encryption.EncryptedTextField(blank=True)),
                ('on', models.DateField()),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='campaign.previewlink')),
            ],
            options={
                'verbose_name': 'comment of a reader outside',
                'verbose_name_plural': 'comments of readers outside',
                'ordering': ('pk',),
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='previewlink',
            index=models.Index(fields=['subject', 'subject_pk', '-id'], name='preview_link_of_item'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_opened_on', None), ('last_opened_on', None), ('openings', 0)), models.Q(('first_opened_on__isnull', False), ('last_opened_on__isnull', False), ('openings__gt', 0)), _connector='OR'), name='preview_link_is_opened_on_days'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(('max_openings', None), ('openings__lte', models.F('max_openings')), _connector='OR'), name='preview_link_opens_no_more_than_allowed'),
        ),
        migrations.RunSQL(
            (SQL / "preview_links.sql").read_text(encoding="utf-8"),
            (SQL / "collaboration.sql").read_text(encoding="utf-8"),
        ),
    ]
