"""Second factors, sessions, links, known browsers and log-in records of staff; the limits of their log-ins."""

import campaign.privacy.encryption
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


# use: at most so many in so many minutes, and so many in so many hours. The tenth wrong password in a minute is refused.
LIMITS = {
    "passwords": (9, 1, 200, 24),
    "factors": (9, 1, 60, 24),
    "resets": (5, 10, 20, 24),
}


def load(apps, schema_editor):
    apps.get_model("campaign", "Limit").objects.bulk_create(
        apps.get_model("campaign", "Limit")(
            use=use, burst=burst, burst_minutes=minutes, sustained=sustained, sustained_hours=hours
        )
        for use, (burst, minutes, sustained, hours) in LIMITS.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0003_limits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='limit',
            name='use',
            field=models.CharField(choices=[('host', 'Signatures from one network address (IPv4, or an IPv6 /64)'), ('prefix', 'Signatures from one network (IPv4 /24, IPv6 /48)'), ('wide', 'Signatures from one large network (IPv4 /16, IPv6 /32)'), ('provider', 'Signatures from all networks of one provider'), ('address', 'Signatures with one email address, on all petitions'), ('domain', 'Signatures from one small email domain'), ('emails', 'Emails to one small email domain'), ('petition', 'Emails to signers of one petition'), ('codes', 'Codes typed from one network address'), ('tips', 'Tips from one network address'), ('links', 'Links to “my signatures” asked for from one network address'), ('passwords', 'Wrong passwords of staff, for one account or network address'), ('factors', 'Wrong codes of staff after the right password, for one account'), ('resets', 'Links for a new password, for one account or network address')], editable=False, max_length=10, unique=True, verbose_name='of what'),
        ),
        migrations.CreateModel(
            name='EmailedLink',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('invitation', 'invitation'), ('forgotten', 'forgotten password')], max_length=10)),
                ('expires_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('credential_id', models.BinaryField(max_length=1023, unique=True)),
                ('credential', models.BinaryField()),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='StaffSession',
            fields=[
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('number', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('browser', models.CharField(blank=True, max_length=60)),
                ('began_at', models.DateTimeField()),
                ('used_at', models.DateTimeField()),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invited', 'Invited'), ('logged-in', 'Logged in'), ('new', 'Logged in from a new browser'), ('password', 'Wrong password'), ('code', 'Right password, wrong code'), ('refused', 'Refused: too many tries'), ('link', 'Link for a new password sent'), ('changed', 'Password changed'), ('added', 'Second factor added'), ('removed', 'Second factor removed'), ('reset', 'Second factor reset'), ('codes', 'New recovery codes'), ('spent', 'Recovery code used')], max_length=10, verbose_name='what happened')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='browser')),
                ('number', models.PositiveIntegerField(default=1, verbose_name='times')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'log-in record',
                'verbose_name_plural': 'log-in records',
                'ordering': ('-pk',),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['kind', 'at'], name='event_by_kind')],
            },
        ),
        migrations.CreateModel(
            name='AuthenticatorApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('key', campaign.privacy.encryption.EncryptedTextField()),
                ('last_step', models.BigIntegerField(default=0)),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user',), name='one_app_per_account')],
            },
        ),
        migrations.CreateModel(
            name='KnownBrowser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32)),
                ('used_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='browser_once_per_account')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCodes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The human-readable name of this device.', max_length=64)),
                ('confirmed', models.BooleanField(default=True, help_text='Is this device ready for use?')),
                ('digests', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=32), default=list)),
                ('user', models.ForeignKey(help_text='The user that this device belongs to.', on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user',), name='one_set_of_codes_per_account')],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
