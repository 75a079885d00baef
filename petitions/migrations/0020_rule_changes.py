"""Changes of address rules that are counted before they are applied, and signatures that they join."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0019_addressee_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewDigest',
            fields=[
                ('signature_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('petition_id', models.BigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='signature',
            name='signature_confirmed_has_a_time',
        ),
        migrations.AddField(
            model_name='rulechange',
            name='begun_at',
            field=models.DateTimeField(null=True, verbose_name='applied'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='counted_at',
            field=models.DateTimeField(null=True, verbose_name='counted'),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='cursor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='found',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='last_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='rulechange',
            name='state',
            field=models.CharField(choices=[('counting', 'Being counted'), ('counted', 'Waits for you'), ('applying', 'Being applied'), ('releasing', 'Nearly applied'), ('done', 'Applied'), ('dropped', 'Dropped')], default='counting', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='signature',
            name='joined_to',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='joined', to='petitions.signature', verbose_name='joined to'),
        ),
        migrations.AlterField(
            model_name='daytally',
            name='kind',
            field=models.CharField(choices=[('counted', 'Counted'), ('signed', 'Signed'), ('repeated', 'Signed again with the same address'), ('mailed', 'Asked by email to confirm'), ('bounced', 'Email refused by the provider'), ('confirmed', 'Confirmed by the signer'), ('quarantined', 'Held for review'), ('accepted', 'Accepted after review'), ('withdrawn', 'Withdrawn by the signer'), ('refused', '“Not me”'), ('lapsed', 'Not confirmed in time, erased'), ('invalidated', 'Invalidated by staff'), ('restored', 'Invalidation undone'), ('joined', 'Merged: two addresses of one mailbox'), ('parted', 'Separated again: two mailboxes after all')], max_length=12),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('counted', 'Counted'), ('signed', 'Signed'), ('repeated', 'Signed again with the same address'), ('mailed', 'Asked by email to confirm'), ('bounced', 'Email refused by the provider'), ('confirmed', 'Confirmed by the signer'), ('quarantined', 'Held for review'), ('accepted', 'Accepted after review'), ('withdrawn', 'Withdrawn by the signer'), ('refused', '“Not me”'), ('lapsed', 'Not confirmed in time, erased'), ('invalidated', 'Invalidated by staff'), ('restored', 'Invalidation undone'), ('joined', 'Merged: two addresses of one mailbox'), ('parted', 'Separated again: two mailboxes after all')], default='counted', max_length=12),
        ),
        migrations.AlterField(
            model_name='rulechange',
            name='finished_at',
            field=models.DateTimeField(null=True, verbose_name='finished'),
        ),
        migrations.AlterField(
            model_name='rulechange',
            name='made_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='written'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting for confirmation'), ('confirmed', 'Confirmed'), ('quarantined', 'Held for review'), ('invalidated', 'Invalidated'), ('joined', 'Joined to another')], default='pending', max_length=12, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('joined_to__isnull', False)), fields=['joined_to'], name='signature_joined'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('state', 'pending')), models.Q(('confirmed_at__isnull', False), ('state__in', ['confirmed', 'quarantined', 'joined'])), ('state', 'invalidated'), _connector='OR'), name='signature_confirmed_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('joined_to__isnull', False), ('state', 'joined')), models.Q(models.Q(('state', 'joined'), _negated=True), ('joined_to__isnull', True)), _connector='OR'), name='signature_joined_to_another'),
        ),
    ]
