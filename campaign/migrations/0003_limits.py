"""Limits with windows that no sequence of signings exceeds, for more kinds of networks and for emails."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# use: at most so many in so many minutes, and so many in so many hours; a busy petition raises both by a percentage
# of the signatures counted there in the last 24 hours. docs/decisions/0021-floods.md has the simulation behind them.
LIMITS = {
    "host": (100, 10, 300, 24, 5),
    "prefix": (300, 10, 400, 24, 30),
    "wide": (500, 10, 600, 24, 45),
    "provider": (800, 10, 2_000, 24, 50),
    "domain": (100, 10, 300, 24, 10),
    "emails": (60, 1, 300, 24, 10),
    "petition": (200, 10, 300, 24, 250),
}


def load(apps, schema_editor):
    limit = apps.get_model("campaign", "Limit")
    for use, (burst, minutes, sustained, hours, percent) in LIMITS.items():
        limit.objects.update_or_create(
            use=use,
            defaults={
                "burst": burst,
                "burst_minutes": minutes,
                "sustained": sustained,
                "sustained_hours": hours,
                "percent": percent,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("campaign", "0002_data")]

    operations = [
        migrations.AddField(
            model_name='bucket',
            name='long',
            field=ArrayField(base_field=models.BigIntegerField(), default=list),
        ),
        migrations.AddField(
            model_name='bucket',
            name='short',
            field=ArrayField(base_field=models.BigIntegerField(), default=list),
        ),
        migrations.AddField(
            model_name='limit',
            name='percent',
            field=models.PositiveIntegerField(default=0, help_text='Of the signatures that were counted on the petition in the last 24 hours. It is added to both numbers.', verbose_name='and for a busy petition this percentage more'),
        ),
        migrations.AlterField(
            model_name='bucket',
            name='full_at',
            field=models.DateTimeField(),
        ),
        migrations.AlterField(
            model_name='limit',
            name='use',
            field=models.CharField(choices=[('host', 'Signatures from one network address (IPv4, or an IPv6 /64)'), ('prefix', 'Signatures from one network (IPv4 /24, IPv6 /48)'), ('wide', 'Signatures from one large network (IPv4 /16, IPv6 /32)'), ('provider', 'Signatures from all networks of one provider'), ('address', 'Signatures with one email address, on all petitions'), ('domain', 'Signatures from one small email domain'), ('emails', 'Emails to one small email domain'), ('petition', 'Emails to signers of one petition'), ('codes', 'Codes typed from one network address'), ('tips', 'Tips from one network address'), ('links', 'Links to “my signatures” asked for from one network address')], editable=False, max_length=10, unique=True, verbose_name='of what'),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
