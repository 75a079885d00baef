"""Limits that staff edit, and the buckets behind them."""

import django.core.validators
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# use: at most so many in so many minutes, and so many in so many hours. Far above what a family, a school or
# an event needs; whole countries sit behind some addresses of mobile carriers and Tor, so what is over the
# limit is looked at by a person and not refused.
LIMITS = {
    "host": (100, 10, 1_000, 24),
    "prefix": (400, 10, 4_000, 24),
    "address": (20, 10, 60, 24),
    "domain": (100, 10, 1_000, 24),
    "petition": (20_000, 10, 1_000_000, 24),
    "codes": (200, 10, 2_000, 24),
    "links": (60, 10, 600, 24),
}


def load(apps, schema_editor):
    limit = apps.get_model("campaign", "Limit")
    limit.objects.bulk_create(
        limit(use=use, burst=burst, burst_minutes=minutes, sustained=sustained, sustained_hours=hours)
        for use, (burst, minutes, sustained, hours) in LIMITS.items()
    )
    config = apps.get_app_config("campaign")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    publishers = apps.get_model("auth", "Group").objects.get(name="Publishers")
    publishers.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="campaign", codename__in=["view_limit", "change_limit"]
        )
    )


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0002_staff_groups'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('key', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('full_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DayKey',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(choices=[('host', 'Signatures from one network address'), ('prefix', 'Signatures from one provider’s network'), ('address', 'Signatures with one e-mail address, on all petitions'), ('domain', 'Signatures from one mail domain'), ('petition', 'Signatures on one petition'), ('codes', 'Codes typed from one network address'), ('links', 'Links to “my signatures” asked for from one network address')], editable=False, max_length=10, unique=True, verbose_name='of what')),
                ('burst', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='at most')),
                ('burst_minutes', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='in minutes')),
                ('sustained', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='and at most')),
                ('sustained_hours', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='in hours')),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
            ],
            options={
                'verbose_name': 'limit',
                'verbose_name_plural': 'limits',
                'ordering': ('pk',),
                'default_permissions': ('view', 'change'),
                'constraints': [models.CheckConstraint(condition=models.Q(('burst__gt', 0), ('burst_minutes__gt', 0), ('sustained__gt', 0), ('sustained_hours__gt', 0)), name='limit_lets_something_through')],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        # In no write-ahead log and no physical backup.
        migrations.RunSQL("ALTER TABLE campaign_bucket SET UNLOGGED", migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE campaign_daykey SET UNLOGGED", migrations.RunSQL.noop),
    ]
