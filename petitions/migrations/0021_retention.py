"""When signers' data is erased, and how many of those who count have no row any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0020_rule_changes'),
        ('profiles', '0004_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledErasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('delivered', 'Handed over'), ('ended', 'Over')], max_length=10, verbose_name='rule')),
                ('since', models.DateField(verbose_name='since')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('announced_on', models.DateField(verbose_name='announced on')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('swept_on', models.DateField(null=True)),
                ('done', models.PositiveBigIntegerField(default=0, verbose_name='signatures')),
                ('cursor', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'erasure by schedule',
                'verbose_name_plural': 'erasures by schedule',
                'ordering': ('due_on', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='daytally',
            name='erased',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='persontally',
            name='erased',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='tally',
            name='erased',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('city', ''), ('comment', ''), ('name', ''), ('visibility', 'counted')), _connector='OR'), name='signature_erased_names_nobody'),
        ),
        migrations.AddField(
            model_name='schedulederasure',
            name='petition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_erasures', to='petitions.petition', verbose_name='petition'),
        ),
        migrations.AddConstraint(
            model_name='schedulederasure',
            constraint=models.UniqueConstraint(fields=('petition', 'rule', 'since'), name='scheduled_erasure_once'),
        ),
        migrations.AddConstraint(
            model_name='schedulederasure',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('started_at__isnull', False), _connector='OR'), name='scheduled_erasure_started_before_it_finished'),
        ),
    ]
