"""Translations of petitions."""

import campaign.history.changes
import campaign.translations.languages
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0110_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='petition',
            name='language',
            field=models.CharField(choices=campaign.translations.languages.language_choices, db_default='en', default='en', help_text='In which the texts of this form are written.', max_length=20, verbose_name='language of the original'),
        ),
        migrations.CreateModel(
            name='PetitionTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=campaign.translations.languages.language_choices, max_length=20, verbose_name='language')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('made_from', models.CharField(editable=False, max_length=64)),
                ('reviewed_at', models.DateTimeField(editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('summary', models.TextField(blank=True, max_length=400, verbose_name='summary')),
                ('demand', models.CharField(blank=True, max_length=300, verbose_name='demand')),
                ('letter', models.TextField(blank=True, help_text='For reading. People sign the original.', verbose_name='letter')),
                ('closing_note', models.TextField(blank=True, max_length=600, verbose_name='closing note')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='petitions.petition')),
                ('reviewed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'translation of a petition',
                'verbose_name_plural': 'translations of petitions',
                'ordering': ('language', 'state'),
                'abstract': False,
                'default_permissions': ('view', 'change', 'review'),
                'constraints': [models.UniqueConstraint(fields=('item', 'language', 'state'), name='petitiontranslation_once_in_a_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reviewed'), _negated=True), ('reviewed_at__isnull', False), _connector='OR'), name='petitiontranslation_reviewed_has_a_time'), campaign.history.changes.TrackChanges(name='petitiontranslation_kept', of='item')],
            },
        ),
    ]
