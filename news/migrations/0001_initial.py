import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaign', '0001_initial'),
        ('petitions', '0001_initial'),
        ('profiles', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('kind', models.CharField(choices=[('update', 'Update about a person'), ('release', 'Person released'), ('statement', 'Statement'), ('coverage', 'In the media'), ('event', 'Event'), ('resource', 'Resource'), ('result', 'Result')], default='update', max_length=10, verbose_name='kind')),
                ('headline', models.CharField(max_length=120, verbose_name='headline')),
                ('standfirst', models.TextField(help_text='One or two sentences under the headline.', max_length=400, verbose_name='standfirst')),
                ('body', models.TextField(help_text='Markdown. Leave an empty line between paragraphs.', verbose_name='text')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='part of the demonstration')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaign.picture', verbose_name='picture')),
                ('people', models.ManyToManyField(blank=True, related_name='news', to='profiles.detainee', verbose_name='people')),
                ('petitions', models.ManyToManyField(blank=True, related_name='news', to='petitions.petition', verbose_name='petitions')),
            ],
            options={
                'verbose_name': 'news item',
                'verbose_name_plural': 'news items',
                'ordering': ('-publish_at', '-pk'),
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'indexes': [models.Index(fields=['state', '-publish_at'], name='newsitem_state_publish_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='news_newsitem_published_has_a_time', violation_error_message='A published page needs a publication time.')],
            },
        ),
    ]
