"""Imports of spreadsheets; and who may import and export people.

Importing makes many drafts at once, so it is for those who answer for what is published. Exporting is a
right apart that nobody has by default: a file of everybody, drafts and all, is what an adversary wants.
"""

import campaign.privacy.encryption
import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


GRANTED = {
    "Publishers": ("view_importbatch", "add_importbatch"),
    "Importers": (
        "view_importbatch", "add_importbatch", "view_detainee", "add_detainee", "change_detainee",
    ),
    "Exporters of people": ("view_detainee", "export_detainee"),
}


def grant(apps, schema_editor):
    config = apps.get_app_config("profiles")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="profiles")
    for name, codenames in GRANTED.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0006_who_is_shown'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('campaign', '0002_staff_groups'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=150, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('state', models.CharField(choices=[('uploaded', 'Not checked yet'), ('checking', 'Being checked'), ('checked', 'Checked: nothing is imported yet'), ('importing', 'Being imported'), ('stopped', 'Stopped half-way'), ('done', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='uploaded', max_length=10, verbose_name='state')),
                ('form', models.JSONField(default=dict)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('source_kind', models.CharField(blank=True, choices=[('relative', 'Relative'), ('former_detainee', 'Former detainee'), ('witness', 'Witness'), ('official_document', 'Official notice or verdict'), ('leaked_document', 'Leaked official document'), ('official_reply', 'Official response'), ('state_media', 'State media'), ('news_media', 'News media'), ('ngo', 'Report by an organisation'), ('un', 'United Nations document'), ('social_media', 'Social media'), ('lawyer', 'Lawyer'), ('database', 'Database')], max_length=20, verbose_name='kind of source')),
                ('source_name', models.CharField(blank=True, max_length=120, verbose_name='source named in public as')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('trouble', models.TextField(blank=True, verbose_name='what went wrong')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ('-created_at', '-pk'),
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.AlterModelOptions(
            name='detainee',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('-publish_at', '-pk'), 'permissions': (('export_detainee', 'Can export people'),), 'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='profiles.importbatch')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('columns', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(auto_now=True, verbose_name='saved')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'layout of a file',
                'verbose_name_plural': 'layouts of files',
                'ordering': ('name',),
                'default_permissions': ('delete',),
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('outcome', models.CharField(choices=[('create', 'New draft'), ('update', 'Change of a draft'), ('unchanged', 'Nothing new'), ('proposed', 'Not a draft: for you to decide'), ('duplicate', 'Imported before: left out'), ('problem', 'Cannot be imported'), ('kept', 'Edited since: not undone'), ('undone', 'Undone')], max_length=10, verbose_name='what becomes of it')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('key', models.CharField(blank=True, max_length=100, verbose_name='number there')),
                ('problems', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('sealed', campaign.privacy.encryption.EncryptedTextField(blank=True)),
                ('stamp', models.DateTimeField(null=True)),
                ('before', models.JSONField(default=dict)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='profiles.importbatch')),
                ('detainee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='import_rows', to='profiles.detainee', verbose_name='person')),
            ],
            options={
                'verbose_name': 'imported row',
                'verbose_name_plural': 'imported rows',
                'ordering': ('number',),
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['sha256'], name='import_of_the_same_file'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source_kind', ''), ('source_name', '')), models.Q(models.Q(('source_kind', ''), _negated=True), models.Q(('source_name', ''), _negated=True)), _connector='OR'), name='import_source_has_kind_and_name', violation_error_message='Give both the kind of the source and its name, or none.'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(condition=models.Q(('key', ''), _negated=True), fields=['key'], name='import_row_key'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
