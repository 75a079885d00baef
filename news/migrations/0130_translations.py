"""Translations of news items."""

import campaign.history.changes
import campaign.translations.languages
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0110_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='newsitem',
            name='language',
            field=models.CharField(choices=campaign.translations.languages.language_choices, db_default='en', default='en', help_text='In which the texts of this form are written.', max_length=20, verbose_name='language of the original'),
        ),
        migrations.CreateModel(
            name='NewsItemTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=campaign.translations.languages.language_choices, max_length=20, verbose_name='language')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('reviewed', 'Reviewed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('made_from', models.CharField(editable=False, max_length=64)),
                ('reviewed_at', models.DateTimeField(editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('headline', models.CharField(blank=True, max_length=120, verbose_name='headline')),
                ('standfirst', models.TextField(blank=True, max_length=400, verbose_name='standfirst')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('quote', models.TextField(blank=True, max_length=500, verbose_name='pull quote')),
                ('quote_speaker', models.CharField(blank=True, max_length=120, verbose_name='said by')),
                ('quote_role', models.CharField(blank=True, max_length=160, verbose_name='role')),
                ('caption', models.CharField(blank=True, max_length=300, verbose_name='caption')),
                ('dateline', models.CharField(blank=True, max_length=80, verbose_name='city of the date line')),
                ('notes', models.TextField(blank=True, verbose_name='notes to editors')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='news.newsitem')),
                ('reviewed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'translation of a news item',
                'verbose_name_plural': 'translations of news items',
                'ordering': ('language', 'state'),
                'abstract': False,
                'default_permissions': ('view', 'change', 'review'),
                'constraints': [models.UniqueConstraint(fields=('item', 'language', 'state'), name='newsitemtranslation_once_in_a_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'reviewed'), _negated=True), ('reviewed_at__isnull', False), _connector='OR'), name='newsitemtranslation_reviewed_has_a_time'), campaign.history.changes.TrackChanges(name='newsitemtranslation_kept', of='item')],
            },
        ),
    ]
