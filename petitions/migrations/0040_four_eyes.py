"""Deliveries and responses are drafts first; petitions have a history; what cancels an approval.

Deliveries that are there already stay public. Their answers become published responses.
"""

from pathlib import Path

import campaign.history.changes
import django.db.models.deletion
import django.utils.timezone
import petitions.models.delivery
from django.db import migrations, models


SQL = Path(__file__).with_name("sql")
TRIGGERS = {
    "campaign_change": ("approval_of_petition", "approval_of_delivery", "approval_of_response"),
    "petitions_petition": ("petition_takes_its_reviews",),
    "petitions_delivery": ("delivery_takes_its_reviews", "delivery_before_response"),
    "petitions_response": ("response_takes_its_reviews", "response_after_delivery"),
}
DROP = "".join(f"DROP TRIGGER {name} ON {table};" for table, names in TRIGGERS.items() for name in names)

# The checks of foreign keys wait for the end of the transaction, and a table with waiting checks cannot be altered.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
KEEP_PUBLIC = f"""
UPDATE petitions_delivery SET state = 'published', publish_at = created_at;
INSERT INTO petitions_response
    (delivery_id, state, publish_at, created_at, updated_at, answered_on, answer, answer_document)
SELECT id, 'published', created_at, created_at, updated_at, answered_on, answer, answer_document
FROM petitions_delivery WHERE answered_on IS NOT NULL;
{CHECK_NOW}
"""
PUT_BACK = f"""
UPDATE petitions_delivery SET answered_on = response.answered_on, answer = response.answer,
    answer_document = response.answer_document
FROM petitions_response AS response
WHERE delivery_id = petitions_delivery.id AND response.state = 'published';
{CHECK_NOW}
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0040_four_eyes'),
        ('petitions', '0019_printed'),
        ('profiles', '0040_four_eyes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('answered_on', models.DateField(verbose_name='answered on')),
                ('answer', models.TextField(blank=True, help_text='In its words, or a summary of it.', verbose_name='answer')),
                ('answer_document', models.FileField(blank=True, upload_to=petitions.models.delivery.answer_path, verbose_name='document')),
            ],
            options={
                'verbose_name': 'response',
                'verbose_name_plural': 'responses',
                'ordering': ('answered_on', 'pk'),
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.AlterModelOptions(
            name='delivery',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('delivered_on', 'pk'), 'verbose_name': 'delivery', 'verbose_name_plural': 'deliveries'},
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_answered_after_it_was_delivered',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_answer_has_a_date',
        ),
        migrations.AddField(
            model_name='delivery',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='created'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='delivery',
            name='publish_at',
            field=models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='updated_at',
            field=models.DateTimeField(auto_now=True, verbose_name='last changed'),
        ),
        migrations.AddField(
            model_name='response',
            name='delivery',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='response', to='petitions.delivery', verbose_name='delivery'),
        ),
        migrations.RunSQL(KEEP_PUBLIC, PUT_BACK),
        migrations.AddConstraint(
            model_name='addressee',
            constraint=campaign.history.changes.TrackChanges(name='addressee_kept'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='petitions_delivery_published_has_a_time', violation_error_message='A published page needs a publication time.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=campaign.history.changes.TrackChanges(name='delivery_kept'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=campaign.history.changes.TrackChanges(name='petition_kept', without=('attack_mode', 'asks_proof', 'legal_hold', 'goal_reached')),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=campaign.history.changes.TrackChanges(many='people', name='petition_people_kept'),
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='answer',
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='answer_document',
        ),
        migrations.RemoveField(
            model_name='delivery',
            name='answered_on',
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='petitions_response_published_has_a_time', violation_error_message='A published page needs a publication time.'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=campaign.history.changes.TrackChanges(name='response_kept'),
        ),
        migrations.RunSQL((SQL / "responses.sql").read_text(encoding="utf-8"), "DROP FUNCTION petitions_response_in_order"),
        migrations.RunSQL((SQL / "approvals.sql").read_text(encoding="utf-8"), DROP),
    ]
