import campaign.privacy.encryption
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
import petitions.models.delivery
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('profiles', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(help_text='In lower case. *.edu.example: all below it. * stands for all others.', max_length=253, unique=True, verbose_name='domain')),
                ('ignores_dots', models.BooleanField(default=False, verbose_name='ignores dots')),
                ('ignores_tags', models.BooleanField(default=True, verbose_name='ignores +tags')),
                ('alias_of', models.CharField(blank=True, help_text='googlemail.com: gmail.com', max_length=253, verbose_name='same mailboxes as')),
            ],
            options={
                'verbose_name': 'address rule',
                'verbose_name_plural': 'address rules',
                'ordering': ('domain',),
            },
        ),
        migrations.CreateModel(
            name='CountCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(auto_now_add=True, verbose_name='checked')),
                ('petitions', models.PositiveIntegerField(verbose_name='petitions')),
                ('differences', models.JSONField(default=list, verbose_name='differences')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='milliseconds')),
            ],
            options={
                'verbose_name': 'check of the count',
                'verbose_name_plural': 'checks of the count',
                'ordering': ('-checked_at',),
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('erased_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('sent_on_day', models.PositiveSmallIntegerField(default=0)),
                ('mailed_on', models.DateField(null=True)),
                ('unanswered', models.PositiveSmallIntegerField(default=0)),
                ('codes_tried', models.PositiveIntegerField(default=0)),
                ('blocked', models.BooleanField(default=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='NewDigest',
            fields=[
                ('signature_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('petition_id', models.BigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PersonTally',
            fields=[
                ('detainee', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='profiles.detainee')),
                ('count', models.BigIntegerField(default=0)),
                ('erased', models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email_digest', models.BinaryField(max_length=32)),
                ('local_digests', models.BinaryField(max_length=48, null=True)),
                ('domain_digest', models.BinaryField(max_length=12, null=True)),
                ('email', campaign.privacy.encryption.EncryptedTextField(editable=False, null=True, verbose_name='email address')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='comment')),
                ('visibility', models.CharField(choices=[('name', 'My name and country'), ('initials', 'My initials and country'), ('country', '“A supporter” and my country'), ('counted', 'Don’t show my name, just count me')], default='counted', max_length=10, verbose_name='shown as')),
                ('wants_updates', models.BooleanField(default=False, verbose_name='wants updates')),
                ('consent_version', models.CharField(max_length=20, verbose_name='consent text')),
                ('updates_consent', models.CharField(blank=True, db_default='', max_length=20, verbose_name='text of the consent to updates')),
                ('updates_agreed_at', models.DateTimeField(blank=True, null=True, verbose_name='agreed to updates')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('pending', 'Waiting for confirmation'), ('confirmed', 'Confirmed'), ('quarantined', 'Quarantined'), ('invalidated', 'Invalidated'), ('joined', 'Merged into another')], default='pending', max_length=12, verbose_name='state')),
                ('signed_at', models.DateTimeField(verbose_name='signed')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('quarantine_reason', models.CharField(blank=True, max_length=40, verbose_name='quarantined because')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='emailed')),
                ('bounced_at', models.DateTimeField(blank=True, null=True, verbose_name='bounced')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='reminded')),
                ('last_update', models.BigIntegerField(editable=False, null=True)),
                ('receipt', models.BinaryField(max_length=32, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='personal data erased')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'permissions': (('review_signature', 'Can approve and reject quarantined signatures'), ('export_signature', 'Can export signatures')),
                'default_permissions': ('view', 'delete'),
            },
        ),
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The office: UN High Commissioner for Human Rights', max_length=160, verbose_name='name')),
                ('office', models.CharField(blank=True, max_length=200, verbose_name='organisation')),
                ('address', models.TextField(blank=True, help_text='Shown to people who write their own letter.', verbose_name='postal address')),
                ('email', models.EmailField(blank=True, help_text='Shown to people who write their own letter.', max_length=254, verbose_name='email address')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language of letters')),
            ],
            options={
                'verbose_name': 'addressee',
                'verbose_name_plural': 'addressees',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('name', 'office'), name='addressee_once', violation_error_message='This addressee exists already.')],
            },
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20)),
                ('language', models.CharField(max_length=10)),
                ('to_sign', models.TextField()),
                ('to_updates', models.TextField()),
                ('first_used_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
                'ordering': ('-first_used_at',),
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('version', 'language'), name='consent_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Petition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Unpublished')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. A later time keeps it hidden until then.', null=True, verbose_name='publish on')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.TextField(help_text='One or two sentences.', max_length=400, verbose_name='summary')),
                ('demand', models.CharField(help_text='One sentence: what the addressee should do.', max_length=300, verbose_name='demand')),
                ('letter', models.TextField(help_text='What is signed, word for word. It cannot change after the first signature.', verbose_name='letter')),
                ('goal', models.PositiveIntegerField(default=1000, help_text='When it is reached, the next goal appears automatically.', verbose_name='first goal')),
                ('goal_reached', models.PositiveBigIntegerField(db_default=0, default=0, editable=False)),
                ('opens_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opens')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                ('closing_note', models.TextField(blank=True, help_text='Shown in place of the form once it is closed: for example the result.', max_length=600, verbose_name='closing note')),
                ('attack_mode', models.BooleanField(default=False, help_text='For an attack: visitors cannot tell, and no signature counts before you approve it.', verbose_name='quarantine every new signature')),
                ('asks_proof', models.BooleanField(default=False, help_text='Takes an honest visitor seconds, and a flood of invented ones days.', verbose_name='require proof of work')),
                ('legal_hold', models.BooleanField(default=False, help_text='Signers’ data is stored past its time, because a court may need it.', verbose_name='legal hold')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='invented for the demonstration')),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='petitions', to='petitions.addressee', verbose_name='addressee')),
                ('people', models.ManyToManyField(blank=True, help_text='The people in this letter. Leave it empty for everyone profiled here.', related_name='petitions', to='profiles.detainee', verbose_name='people')),
            ],
            options={
                'verbose_name': 'petition',
                'verbose_name_plural': 'petitions',
                'ordering': ('-opens_at', '-pk'),
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('country', django_countries.fields.CountryField(max_length=2, verbose_name='country')),
                ('count', models.PositiveIntegerField(verbose_name='valid signatures')),
                ('struck_out', models.PositiveIntegerField(default=0, verbose_name='struck out')),
                ('sheets', models.PositiveIntegerField(default=1, verbose_name='sheets')),
                ('collected_by', models.CharField(blank=True, max_length=120, verbose_name='collected by')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('entered_at', models.DateTimeField(auto_now_add=True, verbose_name='entered')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_batches', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'batch of paper signatures',
                'verbose_name_plural': 'paper signatures',
                'ordering': ('-received_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('counted', 'Counted'), ('signed', 'Signed'), ('repeated', 'Signed again with the same address'), ('emailed', 'Confirmation email sent'), ('bounced', 'Email refused by the provider'), ('confirmed', 'Confirmed by the signer'), ('quarantined', 'Quarantined'), ('accepted', 'Approved after review'), ('withdrawn', 'Withdrawn by the signer'), ('refused', '“Not me”'), ('lapsed', 'Not confirmed in time, erased'), ('invalidated', 'Invalidated by staff'), ('restored', 'Invalidation undone'), ('joined', 'Merged: two addresses of one mailbox'), ('parted', 'Separated again: two mailboxes after all')], default='counted', max_length=12)),
                ('day', models.DateField()),
                ('country', models.CharField(blank=True, max_length=2)),
                ('signed_for', models.BigIntegerField(null=True)),
                ('delta', models.IntegerField()),
                ('petition', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('add', 'Add'), ('remove', 'Remove')], max_length=6)),
                ('commitment', models.BinaryField(max_length=32)),
                ('reason', models.CharField(blank=True, max_length=12)),
                ('position', models.BigIntegerField(null=True)),
                ('day', models.DateField(null=True)),
                ('petition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Invalidation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(help_text='Published with the count’s statement of integrity. Name no one.', max_length=200, verbose_name='reason')),
                ('note', models.TextField(blank=True, verbose_name='note for staff')),
                ('name_contains', models.CharField(blank=True, max_length=100, verbose_name='name contains')),
                ('domain', models.CharField(blank=True, help_text='example.org or *.example.org', max_length=253, verbose_name='email domain')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('signed_from', models.DateTimeField(blank=True, null=True, verbose_name='signed from')),
                ('signed_until', models.DateTimeField(blank=True, null=True, verbose_name='signed until')),
                ('quarantine_reason', models.CharField(blank=True, help_text='* for all that are quarantined.', max_length=40, verbose_name='quarantined because')),
                ('network', models.CharField(blank=True, help_text='The label that the petition’s dashboard shows.', max_length=32, verbose_name='network of the last two days')),
                ('covers_pending', models.BooleanField(default=True, verbose_name='include unconfirmed signatures')),
                ('state', models.CharField(choices=[('draft', 'Not started'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('found', models.PositiveIntegerField(default=0, editable=False, verbose_name='found')),
                ('done', models.PositiveIntegerField(default=0, editable=False, verbose_name='done')),
                ('uncounted', models.PositiveIntegerField(default=0, editable=False, verbose_name='taken from the count')),
                ('cursor', models.BigIntegerField(default=0, editable=False)),
                ('last_id', models.BigIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invalidations', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'invalidation',
                'verbose_name_plural': 'invalidations',
                'ordering': ('-created_at',),
                'default_permissions': ('view', 'add', 'change'),
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('making', 'Being built'), ('ready', 'Ready'), ('failed', 'Failed'), ('erased', 'Erased')], default='waiting', editable=False, max_length=10, verbose_name='state')),
                ('percent', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='done so far (%)')),
                ('name', models.CharField(blank=True, editable=False, max_length=40)),
                ('size', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='size in bytes')),
                ('manifest_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='checksum of its manifest')),
                ('statement', models.JSONField(default=dict, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='requested')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='built')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'dossier',
                'verbose_name_plural': 'dossiers',
                'ordering': ('-created_at',),
                'default_permissions': ('view', 'add', 'delete'),
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=12)),
                ('name', campaign.privacy.encryption.EncryptedTextField()),
                ('petition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivered_on', models.DateField(verbose_name='delivered on')),
                ('how', models.CharField(choices=[('in_person', 'In person'), ('post', 'By post'), ('email', 'By email'), ('online', 'Through the addressee’s website'), ('other', 'Another way, described in the note')], default='in_person', max_length=10, verbose_name='how')),
                ('to_whom', models.CharField(help_text='The office, and the person if they agree.', max_length=200, verbose_name='to whom')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='note')),
                ('count', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='signatures online')),
                ('paper_count', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='signatures on paper')),
                ('acknowledged_on', models.DateField(blank=True, null=True, verbose_name='acknowledged on')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='answered on')),
                ('answer', models.TextField(blank=True, help_text='In its words, or a summary of it.', verbose_name='answer')),
                ('answer_document', models.FileField(blank=True, upload_to=petitions.models.delivery.answer_path, verbose_name='document')),
                ('manifest_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('statement', models.JSONField(default=dict, editable=False)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('delivered_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='DayTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('counted', 'Counted'), ('signed', 'Signed'), ('repeated', 'Signed again with the same address'), ('emailed', 'Confirmation email sent'), ('bounced', 'Email refused by the provider'), ('confirmed', 'Confirmed by the signer'), ('quarantined', 'Quarantined'), ('accepted', 'Approved after review'), ('withdrawn', 'Withdrawn by the signer'), ('refused', '“Not me”'), ('lapsed', 'Not confirmed in time, erased'), ('invalidated', 'Invalidated by staff'), ('restored', 'Invalidation undone'), ('joined', 'Merged: two addresses of one mailbox'), ('parted', 'Separated again: two mailboxes after all')], max_length=12)),
                ('count', models.BigIntegerField(default=0)),
                ('erased', models.BigIntegerField(db_default=0, default=0)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='day_tallies', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=30)),
                ('day', models.DateField()),
                ('mailed_at', models.DateTimeField(auto_now_add=True)),
                ('petition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RuleChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, verbose_name='domain')),
                ('was', models.JSONField(null=True, verbose_name='before')),
                ('becomes', models.JSONField(null=True, verbose_name='after')),
                ('state', models.CharField(choices=[('counting', 'Being counted'), ('counted', 'Waiting for you'), ('applying', 'Being applied'), ('releasing', 'Almost applied'), ('done', 'Applied'), ('dropped', 'Discarded')], default='counting', max_length=10, verbose_name='state')),
                ('found', models.JSONField(default=dict)),
                ('counted_at', models.DateTimeField(null=True, verbose_name='counted')),
                ('cursor', models.BigIntegerField(default=0)),
                ('last_id', models.BigIntegerField(null=True)),
                ('joined', models.PositiveIntegerField(default=0, verbose_name='taken from the count')),
                ('restored', models.PositiveIntegerField(default=0, verbose_name='counted again')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='applied')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'change of an address rule',
                'verbose_name_plural': 'changes of address rules',
                'ordering': ('-made_at',),
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='ScheduledErasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('delivered', 'Delivered'), ('ended', 'Closed')], max_length=10, verbose_name='rule')),
                ('since', models.DateField(verbose_name='since')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('announced_on', models.DateField(verbose_name='announced on')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('swept_on', models.DateField(null=True)),
                ('done', models.PositiveBigIntegerField(default=0, verbose_name='signatures')),
                ('cursor', models.BigIntegerField(default=0)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scheduled_erasures', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'erasure by schedule',
                'verbose_name_plural': 'erasures by schedule',
                'ordering': ('due_on', 'pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('signature', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='trace', serialize=False, to='petitions.signature')),
                ('host', models.BinaryField(max_length=16)),
                ('prefix', models.BinaryField(max_length=16)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='signature',
            name='invalidation',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='petitions.invalidation', verbose_name='invalidated by'),
        ),
        migrations.AddField(
            model_name='signature',
            name='joined_to',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='joined', to='petitions.signature', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='signature',
            name='petition',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='petitions.petition', verbose_name='petition'),
        ),
        migrations.AddField(
            model_name='signature',
            name='signed_for',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='signatures', to='profiles.detainee', verbose_name='signed for'),
        ),
        migrations.CreateModel(
            name='MailedToken',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('code_digest', models.BinaryField(max_length=32, null=True)),
                ('purpose', models.CharField(choices=[('confirm', 'Confirm'), ('mine', 'Mine'), ('stop', 'Stop')], max_length=10)),
                ('address', campaign.privacy.encryption.EncryptedTextField(null=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('signatures', models.ManyToManyField(related_name='tokens', to='petitions.signature')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Switches',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signing_paused', models.BooleanField(default=False, help_text='Your notice replaces every sign form. Links in emails keep working.', verbose_name='signing paused')),
                ('notice', models.CharField(blank=True, help_text='Shown in place of the form. Empty: “Signing is paused. Please come back soon.”', max_length=300, verbose_name='notice')),
                ('counting_paused_at', models.DateTimeField(blank=True, null=True, verbose_name='counting paused since')),
            ],
            options={
                'verbose_name': 'emergency switches',
                'verbose_name_plural': 'emergency switches',
                'default_permissions': ('view', 'change'),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='switches_are_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('count', models.BigIntegerField(default=0)),
                ('erased', models.BigIntegerField(db_default=0, default=0)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField(max_length=8192)),
                ('petition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='TreeHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('count', models.BigIntegerField()),
                ('occasion', models.CharField(choices=[('daily', 'Daily'), ('delivery', 'Delivery')], default='daily', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('statement', models.JSONField(default=dict)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tree_heads', to='petitions.petition')),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('body', models.TextField(help_text='Plain text; an empty line between paragraphs.', verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('sending', 'Being sent'), ('sent', 'Sent'), ('stopped', 'Stopped')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('previewed_at', models.DateTimeField(editable=False, null=True, verbose_name='previewed')),
                ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('recipients', models.PositiveIntegerField(default=0, editable=False, verbose_name='recipients')),
                ('sent', models.PositiveIntegerField(default=0, editable=False, verbose_name='sent')),
                ('refused', models.PositiveIntegerField(default=0, editable=False, verbose_name='refused by providers')),
                ('cursor', models.BigIntegerField(default=0, editable=False)),
                ('passes', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('in_flight', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False)),
                ('uncertain', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='petitions.petition', verbose_name='petition')),
            ],
            options={
                'verbose_name': 'update to signers',
                'verbose_name_plural': 'updates to signers',
                'ordering': ('-created_at',),
                'default_permissions': ('view', 'add', 'change', 'delete', 'send'),
            },
        ),
        migrations.CreateModel(
            name='AccessRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(choices=[('domain', 'Email domain'), ('address', 'One email address'), ('network', 'Network')], max_length=10, verbose_name='type')),
                ('value', models.CharField(help_text='example.org, *.example.org, someone@example.org, 192.0.2.0/24 or 2001:db8::/32.', max_length=300, verbose_name='value')),
                ('digest', models.BinaryField(max_length=32, null=True)),
                ('verdict', models.CharField(choices=[('allow', 'Let through, no limits'), ('hold', 'Quarantine')], default='hold', max_length=10, verbose_name='action')),
                ('note', models.CharField(max_length=300, verbose_name='why')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'access rule',
                'verbose_name_plural': 'access rules',
                'ordering': ('-created_at',),
                'constraints': [models.UniqueConstraint(fields=('target', 'value'), name='access_rule_once', violation_error_message='There is a rule for this already.')],
            },
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='petitions_petition_published_has_a_time', violation_error_message='A published page needs a publication time.'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('goal__gt', 0)), name='petition_goal_is_positive', violation_error_message='The goal must be at least 1.'),
        ),
        migrations.AddConstraint(
            model_name='petition',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__isnull', True), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='petition_closes_after_it_opens', violation_error_message='It must close after it opens.'),
        ),
        migrations.AddConstraint(
            model_name='paperbatch',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='paper_batch_is_not_empty', violation_error_message='There must be at least one signature.'),
        ),
        migrations.AddIndex(
            model_name='leaf',
            index=models.Index(condition=models.Q(('position__isnull', True)), fields=['petition'], name='leaf_waits'),
        ),
        migrations.AddIndex(
            model_name='leaf',
            index=models.Index(condition=models.Q(('action', 'remove'), ('position__isnull', False)), fields=['petition', 'reason', 'position'], name='leaf_removes'),
        ),
        migrations.AddConstraint(
            model_name='leaf',
            constraint=models.UniqueConstraint(fields=('petition', 'position'), name='leaf_one_per_place'),
        ),
        migrations.AddConstraint(
            model_name='leaf',
            constraint=models.UniqueConstraint(fields=('petition', 'commitment', 'action'), name='leaf_added_and_removed_once'),
        ),
        migrations.AddConstraint(
            model_name='leaf',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('position__isnull', True)), models.Q(('day__isnull', False), ('position__isnull', False)), _connector='OR'), name='leaf_placed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='invalidation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['running', 'undoing'])), fields=('petition',), name='invalidation_one_at_work', violation_error_message='Another invalidation is running on this petition. Wait for it, or cancel it.'),
        ),
        migrations.AddConstraint(
            model_name='domain',
            constraint=models.UniqueConstraint(fields=('petition', 'digest'), name='domain_once_per_petition'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('answered_on__isnull', True), ('answered_on__gte', models.F('delivered_on')), _connector='OR'), name='delivery_answered_after_it_was_delivered', violation_error_message='It cannot have been answered before it was delivered.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('acknowledged_on__isnull', True), ('acknowledged_on__gte', models.F('delivered_on')), _connector='OR'), name='delivery_acknowledged_after_it_was_delivered', violation_error_message='It cannot have been acknowledged before it was delivered.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answer_document', '')), ('answered_on__isnull', False), _connector='OR'), name='delivery_answer_has_a_date', violation_error_message='An answer needs the day on which it came.'),
        ),
        migrations.AddConstraint(
            model_name='daytally',
            constraint=models.UniqueConstraint(fields=('petition', 'kind', 'day'), name='day_tally_once'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('petition', 'rule', 'day'), name='alert_once_a_day', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='rulechange',
            constraint=models.UniqueConstraint(models.Value(True), condition=models.Q(('finished_at__isnull', True)), name='rule_change_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='schedulederasure',
            constraint=models.UniqueConstraint(fields=('petition', 'rule', 'since'), name='scheduled_erasure_once'),
        ),
        migrations.AddConstraint(
            model_name='schedulederasure',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('started_at__isnull', False), _connector='OR'), name='scheduled_erasure_started_before_it_finished'),
        ),
        migrations.AddField(
            model_name='trace',
            name='petition',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', True)), fields=['signed_at'], name='signature_unconfirmed'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('state', 'confirmed')), fields=['petition', '-confirmed_at'], name='signature_confirmed'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('signed_for__isnull', False)), fields=['signed_for'], name='signature_signed_for'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(fields=['petition', '-signed_at'], name='signature_signed'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('domain_digest__isnull', False)), fields=['petition', 'domain_digest'], name='signature_domain'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='varchar_pattern_ops'), name='signature_name'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('quarantine_reason', ''), _negated=True), fields=['petition', 'signed_at'], name='signature_on_hold'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('invalidation__isnull', False)), fields=['invalidation'], name='signature_invalidated'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('joined_to__isnull', False)), fields=['joined_to'], name='signature_joined'),
        ),
        migrations.AddIndex(
            model_name='signature',
            index=models.Index(condition=models.Q(('wants_updates', True)), fields=['petition', 'id'], name='signature_wants_updates'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('petition', 'email_digest'), name='signature_one_per_address'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('state', 'pending')), models.Q(('confirmed_at__isnull', False), ('state__in', ['confirmed', 'quarantined', 'joined'])), ('state', 'invalidated'), _connector='OR'), name='signature_confirmed_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('joined_to__isnull', False), ('state', 'joined')), models.Q(models.Q(('state', 'joined'), _negated=True), ('joined_to__isnull', True)), _connector='OR'), name='signature_joined_to_another'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('email__isnull', True), ('confirmed_at__isnull', True), ('wants_updates', True), _connector='OR'), name='signature_address_only_while_needed'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('city', ''), ('comment', ''), ('name', ''), ('visibility', 'counted')), _connector='OR'), name='signature_erased_names_nobody'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('receipt__isnull', False), _connector='OR'), name='signature_counted_has_a_receipt'),
        ),
        migrations.AddConstraint(
            model_name='mailedtoken',
            constraint=models.CheckConstraint(condition=models.Q(('address__isnull', True), ('purpose', 'mine'), _connector='OR'), name='token_address_only_for_mine'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('petition', 'country'), name='tally_once_per_country'),
        ),
        migrations.AddConstraint(
            model_name='tile',
            constraint=models.UniqueConstraint(fields=('petition', 'level', 'number'), name='tile_once'),
        ),
        migrations.AddConstraint(
            model_name='treehead',
            constraint=models.UniqueConstraint(fields=('petition', 'size', 'occasion'), name='tree_head_once_per_size'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['petition', 'made_at'], name='trace_of_petition'),
        ),
        migrations.AddIndex(
            model_name='trace',
            index=models.Index(fields=['petition', 'prefix'], name='trace_of_network'),
        ),
    ]
