"""Remarks, owners and review days, which go with their item."""

from pathlib import Path

import campaign.privacy.encryption
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0110_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('subject', 'subject_pk'), name='one_owner_of_an_item')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('text', campaign.privacy.encryption.EncryptedTextField(verbose_name='remark')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('resolved_at', models.DateTimeField(null=True)),
                ('addressed_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='campaign.remark')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['subject', 'subject_pk'], name='remark_of_item'), models.Index(condition=models.Q(('addressed_to__isnull', False), ('resolved_at', None)), fields=['addressed_to'], name='remark_waiting_for')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('resolved_at', None), ('resolved_by', None)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='remark_is_resolved_by_someone'), models.CheckConstraint(condition=models.Q(('reply_to', None), ('resolved_at', None), _connector='OR'), name='remark_reply_is_not_resolved')],
            },
        ),
        migrations.CreateModel(
            name='ReviewDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('on', models.DateField(verbose_name='day')),
                ('why', campaign.privacy.encryption.EncryptedTextField(blank=True, verbose_name='reason')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('colleague', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('on', 'pk'),
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['on'], name='review_day_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('subject', 'subject_pk'), name='one_review_day_of_an_item'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='review_day_is_done_by_someone')],
            },
        ),
        migrations.RunSQL(
            (SQL / "collaboration.sql").read_text(encoding="utf-8"),
            # As before it (working_versions.sql).
            "CREATE OR REPLACE FUNCTION campaign_delete_reviews() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN DELETE FROM campaign_review WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id; "
            "DELETE FROM campaign_workingversion WHERE subject = TG_ARGV[0] AND subject_pk = OLD.id; RETURN NULL; END $$",
        ),
    ]
