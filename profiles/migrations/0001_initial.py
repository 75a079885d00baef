import campaign.history.changes
import campaign.privacy.encryption
import campaign.text.partial_dates
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import profiles.models.listing
import profiles.models.stored_field
import profiles.names.folding
import profiles.names.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaign', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Detainee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('identity', models.CharField(choices=[('full', 'Named'), ('partial', 'Partly named, as under “shown as”'), ('anonymous', 'Not named')], db_default='full', default='full', help_text='A person who is not named has no portrait, and no name in their page’s address.', max_length=10, verbose_name='identity')),
                ('shown_as', models.CharField(blank=True, db_default='', help_text='For a person who is partly named: A. M., or Aygül, born in the 1970s.', max_length=80, verbose_name='shown as')),
                ('place_level', models.CharField(choices=[('none', 'No places'), ('prefecture', 'The prefecture'), ('county', 'The county')], db_default='prefecture', default='prefecture', help_text='As far as the consent covers places.', max_length=10, verbose_name='places shown')),
                ('slug', models.SlugField(blank=True, help_text="Part of the page's address. Made from the name if left empty.", max_length=80, null=True, unique=True, verbose_name='address')),
                ('gender', models.CharField(choices=[('female', 'Female'), ('male', 'Male'), ('other', 'Other'), ('unknown', 'Not known')], default='unknown', max_length=10, verbose_name='gender')),
                ('birth', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='born')),
                ('occupation', models.CharField(blank=True, max_length=120, verbose_name='occupation')),
                ('occupation_group', models.CharField(blank=True, choices=[('farmer', 'Farming'), ('trader', 'Trade and business'), ('educator', 'Teaching and research'), ('student', 'Student'), ('religious', 'Religious life'), ('artist', 'Writing, art and music'), ('journalist', 'Journalism'), ('health', 'Medicine and care'), ('official', 'Public service'), ('engineer', 'Engineering and IT'), ('homemaker', 'Home and family'), ('worker', 'Crafts, transport and manual work'), ('retired', 'Retired'), ('child', 'Child'), ('other', 'Other')], max_length=20, verbose_name='kind of work')),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: who this is, and what happened.', max_length=600, verbose_name='summary')),
                ('story', models.TextField(blank=True, help_text='Markdown. Leave an empty line between paragraphs.', verbose_name='story')),
                ('withholds', models.BooleanField(db_default=False, default=False, help_text='The page says that some details are left out for someone’s safety.', verbose_name='withholds details')),
                ('checked_on', models.DateField(blank=True, help_text='When someone last checked that all of this is still right.', null=True, verbose_name='last checked')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='invented for the demonstration')),
                ('searched', profiles.models.stored_field.StoredField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('summary', 'story', 'occupation', config='english'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('staff_notes', models.TextField(blank=True, help_text='Never shown in public.', verbose_name='staff notes')),
                ('birth_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('birth_latest', models.DateField(blank=True, editable=False, null=True)),
                ('birth_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='profiles.detainee', verbose_name='merged into')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaign.picture', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ('-publish_at', '-pk'),
                'permissions': (('export_detainee', 'Can export people'), ('erase_detainee', 'Can erase people for good')),
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='ErasedAddress',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Ethnicity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
            options={
                'verbose_name': 'ethnicity',
                'verbose_name_plural': 'ethnicities',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=150, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('state', models.CharField(choices=[('uploaded', 'Not checked yet'), ('checking', 'Being checked'), ('checked', 'Checked: nothing is imported yet'), ('importing', 'Being imported'), ('stopped', 'Stopped'), ('done', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='uploaded', max_length=10, verbose_name='state')),
                ('form', models.JSONField(default=dict)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('source_kind', models.CharField(blank=True, choices=[('relative', 'Relative'), ('former_detainee', 'Former detainee'), ('witness', 'Witness'), ('official_document', 'Official notice or verdict'), ('leaked_document', 'Leaked official document'), ('official_reply', 'Official response'), ('state_media', 'State media'), ('news_media', 'News media'), ('ngo', 'Report by an organisation'), ('un', 'United Nations document'), ('social_media', 'Social media'), ('lawyer', 'Lawyer'), ('database', 'Database')], max_length=20, verbose_name='kind of source')),
                ('source_name', models.CharField(blank=True, max_length=120, verbose_name='source named in public as')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('trouble', models.TextField(blank=True, verbose_name='error')),
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
        migrations.CreateModel(
            name='ListingBlock',
            fields=[
                ('pk', models.CompositePrimaryKey('term', 'block', blank=True, editable=False, primary_key=True, serialize=False)),
                ('term', models.TextField()),
                ('block', models.BigIntegerField()),
                ('bits', profiles.models.listing.Bits(8192)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SpellingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spellings', models.TextField(help_text='Separated by commas, in any script: Memet, Muhammad, 买买提. Spellings that differ only in marks or in letters such as q and k, gh and g, e and a need not be given.', max_length=1000, verbose_name='spellings')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('keys', profiles.names.keys.SpellingsField(base_field=models.TextField(), default=list, editable=False, source='spellings')),
            ],
            options={
                'verbose_name': 'name with several spellings',
                'verbose_name_plural': 'names with several spellings',
                'ordering': ('spellings',),
            },
        ),
        migrations.CreateModel(
            name='PublicChange',
            fields=[
                ('detainee', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='public_change', serialize=False, to='profiles.detainee')),
                ('at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detainee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='profiles.detainee')),
            ],
            options={
                'db_table': 'profiles_opendue',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ErasedPerson',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='number')),
                ('erased_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='erased on')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erased by')),
            ],
            options={
                'verbose_name': 'erased person',
                'verbose_name_plural': 'erased people',
                'ordering': ('-erased_at', '-pk'),
                'default_permissions': ('view',),
            },
        ),
        migrations.AddField(
            model_name='detainee',
            name='ethnicities',
            field=models.ManyToManyField(blank=True, related_name='detainees', to='profiles.ethnicity', verbose_name='ethnicity'),
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='profiles.importbatch')),
                ('sealed', models.BinaryField()),
                ('sheet', models.BinaryField(null=True)),
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
                'verbose_name': 'file layout',
                'verbose_name_plural': 'file layouts',
                'ordering': ('name',),
                'default_permissions': ('delete',),
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('outcome', models.CharField(choices=[('create', 'New draft'), ('update', 'Change to a draft'), ('unchanged', 'Nothing new'), ('proposed', 'Not a draft: for you to decide'), ('duplicate', 'Imported before: left out'), ('problem', 'Cannot be imported'), ('kept', 'Edited since: not undone'), ('undone', 'Undone'), ('erased', 'Erased with the person')], max_length=10, verbose_name='result')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('key', models.CharField(blank=True, max_length=100, verbose_name='number in that source')),
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
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('text', models.CharField(max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('ug-Latn', 'Uyghur, Latin script'), ('ug-Arab', 'Uyghur, Arabic script'), ('ug-Cyrl', 'Uyghur, Cyrillic script'), ('zh-Hans', 'Chinese'), ('zh-Latn-pinyin', 'Chinese, pinyin'), ('kk-Cyrl', 'Kazakh, Cyrillic script'), ('kk-Arab', 'Kazakh, Arabic script'), ('kk-Latn', 'Kazakh, Latin script'), ('ky-Cyrl', 'Kyrgyz'), ('uz-Latn', 'Uzbek'), ('tt-Cyrl', 'Tatar'), ('en', 'English')], default='ug-Latn', max_length=20, verbose_name='language and script')),
                ('kind', models.CharField(choices=[('primary', 'Name'), ('official', 'As in official documents'), ('pinyin', 'Pinyin'), ('transliteration', 'Transliteration'), ('also_known_as', 'Also known as'), ('religious', 'Religious name'), ('maiden', 'Maiden name'), ('pen', 'Pen name'), ('nickname', 'Nickname'), ('misspelling', 'Misspelling seen in sources')], default='primary', max_length=20, verbose_name='kind')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('folded', profiles.names.folding.FoldedField(default='', editable=False, max_length=400, source='text')),
                ('keys', profiles.names.keys.KeysField(base_field=models.TextField(), default=list, editable=False, source='text')),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'name',
                'verbose_name_plural': 'names',
                'ordering': ('order', 'pk'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['word'], name='nameword_word', opclasses=['text_pattern_ops']), django.contrib.postgres.indexes.GinIndex(fields=['word'], name='nameword_trigrams', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('prefecture', 'Prefecture'), ('city', 'Directly administered city'), ('county', 'County')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_uyghur', models.CharField(max_length=60, verbose_name='Uyghur name')),
                ('name_chinese', models.CharField(max_length=60, verbose_name='Chinese name')),
                ('parent', models.ForeignKey(blank=True, limit_choices_to={'parent': None}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counties', to='profiles.place', verbose_name='prefecture')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='detainee',
            name='home_place',
            field=models.ForeignKey(blank=True, help_text='The prefecture or city. Anything more exact belongs in the staff notes.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='detainees', to='profiles.place', verbose_name='home'),
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('spouse', 'Wife or husband'), ('parent', 'Mother or father'), ('child', 'Daughter or son'), ('sibling', 'Sister or brother'), ('grandparent', 'Grandparent'), ('grandchild', 'Grandchild'), ('aunt_or_uncle', 'Aunt or uncle'), ('niece_or_nephew', 'Niece or nephew'), ('cousin', 'Cousin'), ('in_law', 'Relative by marriage'), ('teacher', 'Teacher'), ('student', 'Student'), ('colleague', 'Colleague'), ('friend', 'Friend'), ('same_case', 'Detained in the same case')], help_text='What the other person is to this one.', max_length=20, verbose_name='relation')),
                ('description', models.CharField(blank=True, help_text='As it is shown: two small children, for example. No names.', max_length=160, verbose_name='or described as')),
                ('is_public', models.BooleanField(default=False, verbose_name='shown')),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='profiles.detainee')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='relationships_from_others', to='profiles.detainee', verbose_name='other person on this site')),
            ],
            options={
                'verbose_name': 'relationship',
                'verbose_name_plural': 'relationships',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SlugHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_slugs', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'former address',
                'verbose_name_plural': 'former addresses',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('kind', models.CharField(choices=[('relative', 'Relative'), ('former_detainee', 'Former detainee'), ('witness', 'Witness'), ('official_document', 'Official notice or verdict'), ('leaked_document', 'Leaked official document'), ('official_reply', 'Official response'), ('state_media', 'State media'), ('news_media', 'News media'), ('ngo', 'Report by an organisation'), ('un', 'United Nations document'), ('social_media', 'Social media'), ('lawyer', 'Lawyer'), ('database', 'Database')], max_length=20, verbose_name='kind')),
                ('attribution', models.CharField(help_text='For example: a relative abroad', max_length=120, verbose_name='named in public as')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('publisher', models.CharField(blank=True, max_length=120, verbose_name='publisher')),
                ('date', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='date')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('archived_url', models.URLField(blank=True, max_length=500, verbose_name='archived copy')),
                ('reliability', models.CharField(choices=[('high', 'Highly reliable'), ('likely', 'Probably reliable'), ('unsure', 'Reliability uncertain'), ('unlikely', 'Probably unreliable'), ('low', 'Highly unreliable'), ('unknown', 'Not assessed')], default='unknown', max_length=10, verbose_name='reliability')),
                ('contact', campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='Never shown in public; encrypted in the database.', verbose_name='contact')),
                ('notes', models.TextField(blank=True, help_text='Never shown in public.', verbose_name='notes')),
                ('date_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('date_latest', models.DateField(blank=True, editable=False, null=True)),
                ('date_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('kind', models.CharField(choices=[('confirmed', 'Confirmed the report'), ('denied', 'Denied the report'), ('other_account', 'Gave a different account'), ('none', 'Did not respond')], max_length=20, verbose_name='the authorities')),
                ('authority', models.CharField(blank=True, max_length=160, verbose_name='person who answered, or was asked')),
                ('text', models.TextField(blank=True, help_text='Word for word; it is quoted.', max_length=1000, verbose_name='answer')),
                ('when', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='when')),
                ('when_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('when_latest', models.DateField(blank=True, editable=False, null=True)),
                ('when_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='profiles.detainee')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'reply of the authorities',
                'verbose_name_plural': 'replies of the authorities',
                'ordering': ('when_earliest', 'pk'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('kind', models.CharField(choices=[('travel', 'Travel abroad'), ('relatives_abroad', 'Relatives or contacts abroad'), ('religion', 'Prayer, dress or religious teaching'), ('language', 'Language, books or teaching'), ('culture', 'Writing, music or scholarship'), ('telephone', 'Phone, messages or an app'), ('births', 'Number of children'), ('property', 'Business or property'), ('petitioning', 'Complaint or protest'), ('related', 'Related to someone detained'), ('past', 'Detained before'), ('no_reason', 'No known reason'), ('other', 'Other')], max_length=20, verbose_name='suspected reason')),
                ('description', models.CharField(blank=True, max_length=400, verbose_name='in words')),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reasons', to='profiles.detainee')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'suspected reason',
                'verbose_name_plural': 'suspected reasons',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('text', models.TextField(max_length=1000, verbose_name='the family’s words')),
                ('original', models.TextField(blank=True, help_text='If it was translated.', max_length=1000, verbose_name='in the original words')),
                ('original_language', models.CharField(blank=True, choices=[('ug-Latn', 'Uyghur, Latin script'), ('ug-Arab', 'Uyghur, Arabic script'), ('ug-Cyrl', 'Uyghur, Cyrillic script'), ('zh-Hans', 'Chinese'), ('zh-Latn-pinyin', 'Chinese, pinyin'), ('kk-Cyrl', 'Kazakh, Cyrillic script'), ('kk-Arab', 'Kazakh, Arabic script'), ('kk-Latn', 'Kazakh, Latin script'), ('ky-Cyrl', 'Kyrgyz'), ('uz-Latn', 'Uzbek'), ('tt-Cyrl', 'Tatar'), ('en', 'English')], max_length=20, verbose_name='language of the original')),
                ('speaker', models.CharField(help_text='As it is shown. For example: her daughter', max_length=100, verbose_name='said by')),
                ('said_on', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='said')),
                ('said_on_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('said_on_latest', models.DateField(blank=True, editable=False, null=True)),
                ('said_on_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='profiles.detainee')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'quotation',
                'verbose_name_plural': 'quotations',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LegalCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('official_charge', models.CharField(blank=True, help_text='Word for word; it is quoted.', max_length=300, verbose_name='official charge')),
                ('charge_original', models.CharField(blank=True, help_text='If it was translated.', max_length=300, verbose_name='in the original words')),
                ('charge_language', models.CharField(blank=True, choices=[('ug-Latn', 'Uyghur, Latin script'), ('ug-Arab', 'Uyghur, Arabic script'), ('ug-Cyrl', 'Uyghur, Cyrillic script'), ('zh-Hans', 'Chinese'), ('zh-Latn-pinyin', 'Chinese, pinyin'), ('kk-Cyrl', 'Kazakh, Cyrillic script'), ('kk-Arab', 'Kazakh, Arabic script'), ('kk-Latn', 'Kazakh, Latin script'), ('ky-Cyrl', 'Kyrgyz'), ('uz-Latn', 'Uzbek'), ('tt-Cyrl', 'Tatar'), ('en', 'English')], max_length=20, verbose_name='language of the original')),
                ('charge_kind', models.CharField(blank=True, choices=[('separatism', 'Separatism or subversion'), ('terrorism', 'Terrorism or extremism'), ('hatred', 'Inciting hatred'), ('public_order', 'Disturbing public order'), ('religion', 'Religious practice'), ('secrets', 'State secrets or contact abroad'), ('economic', 'Financial or tax offences'), ('other', 'Other')], max_length=20, verbose_name='kind of charge')),
                ('law_article', models.CharField(blank=True, max_length=120, verbose_name='article of the law')),
                ('court', models.CharField(blank=True, max_length=160, verbose_name='court')),
                ('trial', models.CharField(choices=[('open', 'Open trial'), ('secret', 'Secret trial'), ('in_absentia', 'In absentia'), ('none', 'No trial'), ('unknown', 'Not known')], default='unknown', max_length=20, verbose_name='trial')),
                ('verdict_on', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='verdict')),
                ('sentence', models.CharField(choices=[('fixed', 'Prison term'), ('life', 'Life imprisonment'), ('death', 'Death sentence'), ('death_reprieve', 'Death sentence with reprieve'), ('suspended', 'Suspended sentence'), ('administrative', 'Administrative detention'), ('none', 'No known sentence')], default='none', max_length=20, verbose_name='sentence')),
                ('sentence_months', models.PositiveSmallIntegerField(blank=True, help_text='Of a term: 180 for 15 years.', null=True, verbose_name='months')),
                ('release_due', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='release due')),
                ('verdict_on_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('verdict_on_latest', models.DateField(blank=True, editable=False, null=True)),
                ('verdict_on_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('release_due_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('release_due_latest', models.DateField(blank=True, editable=False, null=True)),
                ('release_due_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_cases', to='profiles.detainee')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'legal case',
                'verbose_name_plural': 'legal cases',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('kind', models.CharField(choices=[('last_contact', 'Last contact'), ('passport_taken', 'Passport taken'), ('summoned', 'Summoned'), ('taken', 'Taken away'), ('to_camp', 'Taken to a camp'), ('arrested', 'Formally arrested'), ('tried', 'Tried'), ('sentenced', 'Sentenced'), ('transferred', 'Transferred'), ('to_labour', 'Moved to forced labour'), ('seen', 'Seen'), ('call', 'Phone or video call'), ('forced_statement', 'Statement on state media'), ('hospitalised', 'In hospital'), ('released', 'Released'), ('redetained', 'Detained again'), ('died', 'Died'), ('response', 'Response from the authorities'), ('other', 'Other')], max_length=20, verbose_name='what happened')),
                ('when', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='when')),
                ('description', models.CharField(blank=True, max_length=500, verbose_name='description')),
                ('when_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('when_latest', models.DateField(blank=True, editable=False, null=True)),
                ('when_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='profiles.detainee')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.place', verbose_name='place')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': (models.OrderBy(django.db.models.functions.comparison.Coalesce('when_earliest', 'when_latest'), nulls_last=True), 'pk'),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatusClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('status', models.CharField(choices=[('unknown_place', 'Detained, location unknown'), ('police_custody', 'In police custody'), ('camp', 'In an internment camp'), ('camp_or_prison', 'In a camp or in prison'), ('awaiting_trial', 'Arrested, awaiting trial'), ('prison', 'In prison'), ('house_arrest', 'Under house or town arrest'), ('forced_labour', 'Transferred to forced labour'), ('hospital', 'Detained in hospital'), ('child_facility', 'In a state boarding facility for children'), ('travel_ban', 'Banned from travelling'), ('missing', 'Missing'), ('released_conditional', 'Released with conditions'), ('released', 'Released'), ('died_in_custody', 'Died in custody'), ('died_after_release', 'Died soon after release'), ('unknown', 'Status not known')], max_length=20, verbose_name='status')),
                ('as_of', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='as of')),
                ('confidence', models.CharField(choices=[('documented', 'Documented'), ('corroborated', 'Two independent sources'), ('single', 'Single source'), ('disputed', 'Disputed'), ('unverified', 'Not verified')], default='unverified', max_length=20, verbose_name='confidence')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded')),
                ('as_of_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('as_of_latest', models.DateField(blank=True, editable=False, null=True)),
                ('as_of_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='profiles.detainee')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profiles.place', verbose_name='place')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.source', verbose_name='source')),
            ],
            options={
                'verbose_name': 'status claim',
                'verbose_name_plural': 'status claims',
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_digest', models.BinaryField(max_length=32, unique=True)),
                ('kind', models.CharField(choices=[('news', 'I know something about a person on this site'), ('correction', 'Something on this site is wrong'), ('somebody_new', 'I know of someone who is not on this site'), ('withdraw', 'I want you to take something down'), ('other', 'Something else')], max_length=20, verbose_name='subject')),
                ('state', models.CharField(choices=[('new', 'New'), ('at_work', 'In progress'), ('closed', 'Closed')], default='new', max_length=10, verbose_name='state')),
                ('told_on', models.DateField(verbose_name='received on')),
                ('last_on', models.DateField(verbose_name='last written on')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tips', to='profiles.detainee', verbose_name='person')),
            ],
            options={
                'verbose_name': 'tip',
                'verbose_name_plural': 'tips',
                'ordering': ('-last_on', '-pk'),
                'default_permissions': ('view', 'change', 'delete'),
            },
        ),
        migrations.CreateModel(
            name='TipMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', campaign.privacy.encryption.EncryptedTextField(verbose_name='text')),
                ('on', models.DateField(verbose_name='on')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
                ('tip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='profiles.tip')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ('pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('detainee', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='listing', serialize=False, to='profiles.detainee')),
                ('publish_at', models.DateTimeField()),
                ('fresh_at', models.DateTimeField()),
                ('held_since', models.DateField(null=True)),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ('names', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'default_permissions': (),
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['terms'], name='listing_terms'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['names'], name='listing_names'), models.Index(models.OrderBy(models.F('fresh_at'), descending=True), models.OrderBy(models.F('detainee'), descending=True), name='listing_fresh'), models.Index(models.OrderBy(models.F('held_since'), nulls_last=True), models.F('detainee'), name='listing_held'), models.Index(fields=['publish_at'], name='listing_publish_at')],
            },
        ),
        migrations.CreateModel(
            name='OpenRecord',
            fields=[
                ('detainee', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='open_record', serialize=False, to='profiles.detainee')),
                ('line', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField(null=True)),
                ('until', models.DateTimeField(null=True)),
                ('form', models.CharField(max_length=16)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(models.OrderBy(models.F('changed_at'), descending=True, nulls_last=True), name='openrecord_changed'), models.Index(fields=['until'], name='openrecord_until'), models.Index(fields=['form'], name='openrecord_form')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('consent', 'Consent'), ('public_record', 'Already on public record')], default='consent', max_length=20, verbose_name='basis')),
                ('capacity', models.CharField(choices=[('self', 'The person'), ('spouse', 'Wife or husband'), ('parent', 'Parent'), ('child', 'Son or daughter'), ('sibling', 'Sister or brother'), ('relative', 'Other relative'), ('lawyer', 'Lawyer'), ('friend', 'Friend'), ('none', 'No one: public record')], default='none', help_text='In relation to the person.', max_length=20, verbose_name='given by')),
                ('giver', campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='Never shown in public; encrypted in the database.', verbose_name='name and contact of the giver')),
                ('covers_name', models.BooleanField(default=False, verbose_name='name')),
                ('covers_story', models.BooleanField(default=False, verbose_name='story')),
                ('covers_place', models.BooleanField(default=False, verbose_name='place')),
                ('covers_photo', models.BooleanField(default=False, verbose_name='photo')),
                ('covers_quote', models.BooleanField(default=False, verbose_name="the family's words")),
                ('covers_relatives', models.BooleanField(db_default=False, default=False, verbose_name='links to relatives')),
                ('obtained', campaign.text.partial_dates.PartialDateField(blank=True, companions=False, default='', max_length=60, verbose_name='obtained')),
                ('obtained_by', models.CharField(blank=True, choices=[('writing', 'In writing, signed'), ('message', 'By email or message'), ('call', 'By phone'), ('meeting', 'In person'), ('through_others', 'Through someone they trust')], db_default='', max_length=20, verbose_name='how')),
                ('language', models.CharField(blank=True, db_default='', help_text='In which it was explained and given.', max_length=60, verbose_name='in which language')),
                ('review_on', models.DateField(blank=True, help_text='It stays in force. The dashboard reminds us to ask whether it still holds.', null=True, verbose_name='ask again on')),
                ('expires_on', models.DateField(blank=True, help_text='Hides the profile on that day unless another consent is valid.', null=True, verbose_name='ends on')),
                ('withdrawn_at', models.DateTimeField(blank=True, help_text='Hides the profile at once unless another consent is valid.', null=True, verbose_name='withdrawn on')),
                ('notes', models.TextField(blank=True, help_text='Never shown in public.', verbose_name='notes')),
                ('obtained_earliest', models.DateField(blank=True, editable=False, null=True)),
                ('obtained_latest', models.DateField(blank=True, editable=False, null=True)),
                ('obtained_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('part', 'Part of a year or month'), ('year', 'Year'), ('range', 'Range'), ('before', 'Before'), ('after', 'After'), ('decade', 'Decade'), ('unknown', 'Not known')], default='unknown', editable=False, max_length=8)),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ('pk',),
                'abstract': False,
                'constraints': [campaign.history.changes.TrackChanges(name='consent_kept', of='detainee')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('kind', models.CharField(choices=[('update', 'New information'), ('correction', 'Correction'), ('disputed', 'Disputed')], default='update', max_length=20, verbose_name='kind')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('text', models.TextField(help_text='Shown in public.', max_length=600, verbose_name='change and reason')),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'amendment',
                'verbose_name_plural': 'amendments',
                'ordering': ('-on', '-pk'),
                'abstract': False,
                'constraints': [campaign.history.changes.TrackChanges(name='amendment_kept', of='detainee')],
            },
        ),
        migrations.CreateModel(
            name='Distinct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='on')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='profiles.detainee')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinct_from', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'pair of two people',
                'verbose_name_plural': 'pairs of two people',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('person', 'other'), name='distinct_once'), models.CheckConstraint(condition=models.Q(('person', models.F('other')), _negated=True), name='distinct_from_somebody_else')],
            },
        ),
        migrations.CreateModel(
            name='ExternalRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField(default=True, verbose_name='shown')),
                ('registry', models.CharField(choices=[('xvd', 'Xinjiang Victims Database'), ('cecc', 'CECC Political Prisoner Database'), ('wgad', 'UN Working Group on Arbitrary Detention'), ('wgeid', 'UN Working Group on Enforced Disappearances'), ('urgent_action', 'Amnesty Urgent Action'), ('wikidata', 'Wikidata'), ('other', 'Another database')], max_length=20, verbose_name='register')),
                ('number', models.CharField(max_length=80, verbose_name='number in that source')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('detainee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='external_records', to='profiles.detainee')),
            ],
            options={
                'verbose_name': 'record elsewhere',
                'verbose_name_plural': 'records elsewhere',
                'ordering': ('registry', 'number'),
                'abstract': False,
                'constraints': [campaign.history.changes.TrackChanges(name='externalrecord_kept', of='detainee'), models.UniqueConstraint(fields=('detainee', 'registry', 'number'), name='external_record_once', violation_error_message='This record exists already.')],
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
        migrations.AddIndex(
            model_name='name',
            index=django.contrib.postgres.indexes.GinIndex(models.Func('keys', function='array_to_tsvector', output_field=django.contrib.postgres.search.SearchVectorField()), name='name_keys'),
        ),
        migrations.AddIndex(
            model_name='name',
            index=models.Index(fields=['folded'], name='name_folded'),
        ),
        migrations.AddConstraint(
            model_name='name',
            constraint=campaign.history.changes.TrackChanges(name='name_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='name',
            constraint=models.UniqueConstraint(fields=('detainee', 'text', 'language'), name='name_once_per_detainee', violation_error_message='This name exists already.'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'county'), ('parent__isnull', False)), models.Q(models.Q(('kind', 'county'), _negated=True), ('parent__isnull', True)), _connector='OR'), name='place_county_is_in_a_prefecture', violation_error_message='A county, and nothing else, is in a prefecture.'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=models.Index(fields=['state', '-publish_at'], name='detainee_state_publish_at'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=models.Index(fields=['birth_earliest', 'birth_latest'], name='detainee_birth_span'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=django.contrib.postgres.indexes.GinIndex(fields=['searched'], name='detainee_searched'),
        ),
        migrations.AddIndex(
            model_name='detainee',
            index=models.Index(fields=['-updated_at', '-id'], name='detainee_updated'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='profiles_detainee_published_has_a_time', violation_error_message='A published page needs a publication time.'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=campaign.history.changes.TrackChanges(name='detainee_kept', without=('searched',)),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=campaign.history.changes.TrackChanges(many='ethnicities', name='detainee_ethnicities_kept'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('slug__isnull', False), _connector='OR'), name='detainee_published_has_an_address', violation_error_message='A published profile needs an address.'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(('identity', 'full'), ('slug__isnull', True), ('slug__regex', '^p-\\d+$'), _connector='OR'), name='detainee_address_tells_no_hidden_name', violation_error_message='The address of a person who is not named is the reference.'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('slug__isnull', True), ('state', 'withdrawn'), models.Q(('merged_into', models.F('pk')), _negated=True)), _connector='OR'), name='detainee_merged_is_nowhere_else', violation_error_message='A person merged into another has no page.'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('identity', 'partial'), _negated=True), models.Q(('shown_as', ''), _negated=True), _connector='OR'), name='detainee_partly_named_is_shown_as', violation_error_message='Say how a person who is partly named is shown.'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=campaign.history.changes.TrackChanges(name='relationship_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('description', ''), ('other__isnull', False)), models.Q(('other__isnull', True), models.Q(('description', ''), _negated=True)), _connector='OR'), name='relationship_to_somebody', violation_error_message='Choose the other person, or describe who it is.'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('other__isnull', True), models.Q(('other', models.F('detainee')), _negated=True), _connector='OR'), name='relationship_not_to_oneself', violation_error_message='A person cannot be related to themselves.'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(condition=models.Q(('other__isnull', False)), fields=('detainee', 'other', 'kind'), name='relationship_once', violation_error_message='This relationship exists already.'),
        ),
        migrations.AddConstraint(
            model_name='slughistory',
            constraint=campaign.history.changes.TrackChanges(name='slughistory_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=campaign.history.changes.TrackChanges(name='source_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=campaign.history.changes.TrackChanges(name='reply_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='reason',
            constraint=campaign.history.changes.TrackChanges(name='reason_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='reason',
            constraint=models.UniqueConstraint(fields=('detainee', 'kind', 'description'), name='reason_once_per_detainee', violation_error_message='This reason exists already.'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=campaign.history.changes.TrackChanges(name='quote_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('original', ''), models.Q(('original_language', ''), _negated=True), _connector='OR'), name='quote_original_has_a_language', violation_error_message='Say in which language the original words are.'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=campaign.history.changes.TrackChanges(name='legalcase_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(('sentence_months__isnull', True), ('sentence__in', ['administrative', 'fixed', 'suspended']), _connector='OR'), name='case_months_of_a_term', violation_error_message='Only a term has a number of months.'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(('charge_original', ''), models.Q(('charge_language', ''), _negated=True), _connector='OR'), name='case_original_has_a_language', violation_error_message='Say in which language the original words are.'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['kind', 'when_earliest', 'when_latest'], name='event_kind_span'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=campaign.history.changes.TrackChanges(name='event_kept', of='detainee'),
        ),
        migrations.AddIndex(
            model_name='statusclaim',
            index=models.Index(models.F('detainee'), models.OrderBy(models.F('as_of_latest'), descending=True, nulls_last=True), name='claim_newest'),
        ),
        migrations.AddConstraint(
            model_name='statusclaim',
            constraint=campaign.history.changes.TrackChanges(name='statusclaim_kept', of='detainee'),
        ),
        migrations.AddIndex(
            model_name='tip',
            index=models.Index(fields=['state', '-last_on'], name='tip_state'),
        ),
    ]
