import campaign.history.changes
import campaign.privacy.encryption
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaign', '0000_functions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
            name='Edit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('why', models.CharField(blank=True, max_length=300)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(choices=[('host', 'Signatures from one network address'), ('prefix', 'Signatures from one provider’s network'), ('address', 'Signatures with one email address, on all petitions'), ('domain', 'Signatures from one email domain'), ('petition', 'Signatures on one petition'), ('codes', 'Codes typed from one network address'), ('tips', 'Tips from one network address'), ('links', 'Links to “my signatures” asked for from one network address')], editable=False, max_length=10, unique=True, verbose_name='of what')),
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
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('slug', models.SlugField(help_text='about gives /about/', unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('body', models.TextField(help_text='Markdown: ## for a heading, * for a list.', verbose_name='text')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ('slug',),
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='campaign_page_published_has_a_time', violation_error_message='A published page needs a publication time.')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(editable=False, max_length=32, unique=True)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('widths', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), editable=False)),
                ('alt', models.CharField(help_text='What can be seen, for people who cannot see it. “Photo of …” is not needed.', max_length=300, verbose_name='description')),
                ('credit', models.CharField(help_text='Who made or gave it.', max_length=200, verbose_name='credit')),
                ('focus_x', models.PositiveSmallIntegerField(default=50, verbose_name='across, from the left')),
                ('focus_y', models.PositiveSmallIntegerField(default=30, verbose_name='down, from the top')),
                ('likeness', models.CharField(choices=[('family', 'Confirmed by the family'), ('other', 'Confirmed by someone else'), ('unverified', 'Not verified')], default='unverified', help_text='Whether it shows whom it is said to show. Wrong portraits have been published.', max_length=10, verbose_name='likeness')),
                ('likeness_by', campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='Who, how and when. Never shown in public; encrypted in the database.', verbose_name='confirmed by')),
                ('provenance', campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='How it came to us, and where it was seen before. Never shown in public; encrypted in the database.', verbose_name='where it comes from')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ('-uploaded_at',),
                'permissions': (('see_origin', 'Can see where pictures come from'),),
                'constraints': [campaign.history.changes.TrackChanges(name='picture_kept'), models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), _negated=True), models.Q(('credit', ''), _negated=True)), name='picture_has_description_and_credit', violation_error_message='A picture needs a description and a credit.'), models.CheckConstraint(condition=models.Q(('focus_x__lte', 100), ('focus_y__lte', 100)), name='picture_focus_is_on_it', violation_error_message='The point must be on the picture: 0 to 100.'), models.CheckConstraint(condition=models.Q(('likeness', 'unverified'), models.Q(('likeness_by', ''), _negated=True), _connector='OR'), name='picture_likeness_was_confirmed_by_somebody', violation_error_message='Say who confirmed the likeness.')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('subject_pk', models.BigIntegerField()),
                ('moved_from', models.BigIntegerField(null=True)),
                ('table', models.CharField(max_length=63)),
                ('row', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('edit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='campaign.edit')),
            ],
            options={
                'ordering': ('pk',),
                'default_permissions': (),
                'indexes': [models.Index(fields=['subject', 'subject_pk', 'edit'], name='change_of_subject'), models.Index(condition=models.Q(('moved_from__isnull', False)), fields=['subject', 'moved_from'], name='change_moved_from')],
                'constraints': [models.CheckConstraint(condition=models.Q(('before__isnull', False), ('after__isnull', False), _connector='OR'), name='change_has_a_before_or_an_after')],
            },
        ),
    ]
