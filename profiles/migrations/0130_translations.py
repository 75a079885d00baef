"""Translations of people."""

import campaign.history.changes
import campaign.translations.languages
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0060_closed_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='detainee',
            name='language',
            field=models.CharField(choices=campaign.translations.languages.language_choices, db_default='en', default='en', help_text='In which the texts of this form are written.', max_length=20, verbose_name='language of the original'),
        ),
        migrations.CreateModel(
            name='DetaineeTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=campaign.translations.languages.language_choices, max_length=20, verbose_name='language')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('made_from', models.CharField(editable=False, max_length=64)),
                ('reviewed_at', models.DateTimeField(editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('summary', models.TextField(blank=True, max_length=600, verbose_name='summary')),
                ('story', models.TextField(blank=True, verbose_name='story')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='profiles.detainee')),
                ('reviewed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'translation of a person’s story',
                'verbose_name_plural': 'translations of people’s stories',
                'ordering': ('language', 'state'),
                'abstract': False,
                'default_permissions': ('view', 'change', 'review'),
                'constraints': [models.UniqueConstraint(fields=('item', 'language', 'state'), name='detaineetranslation_once_in_a_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reviewed'), _negated=True), ('reviewed_at__isnull', False), _connector='OR'), name='detaineetranslation_reviewed_has_a_time'), campaign.history.changes.TrackChanges(name='detaineetranslation_kept', of='item')],
            },
        ),
    ]
