"""Translations of pages; and a translation cancels no approval of its item."""

from pathlib import Path

import campaign.history.changes
import campaign.translations.languages
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")
# As it was before (approvals.sql).
BEFORE, _, _ = (SQL / "approvals.sql").read_text(encoding="utf-8").partition("-- The reviews of an item")


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0120_collaboration'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='language',
            field=models.CharField(choices=campaign.translations.languages.language_choices, db_default='en', default='en', help_text='In which the texts of this form are written.', max_length=20, verbose_name='language of the original'),
        ),
        migrations.CreateModel(
            name='PageTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=campaign.translations.languages.language_choices, max_length=20, verbose_name='language')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('made_from', models.CharField(editable=False, max_length=64)),
                ('reviewed_at', models.DateTimeField(editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='campaign.page')),
                ('reviewed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'translation of a page',
                'verbose_name_plural': 'translations of pages',
                'ordering': ('language', 'state'),
                'abstract': False,
                'default_permissions': ('view', 'change', 'review'),
                'constraints': [models.UniqueConstraint(fields=('item', 'language', 'state'), name='pagetranslation_once_in_a_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reviewed'), _negated=True), ('reviewed_at__isnull', False), _connector='OR'), name='pagetranslation_reviewed_has_a_time'), campaign.history.changes.TrackChanges(name='pagetranslation_kept', of='item')],
            },
        ),
        migrations.RunSQL(
            (SQL / "translation_approvals.sql").read_text(encoding="utf-8"),
            BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ),
    ]
