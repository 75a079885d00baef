"""What stays in sight of a picture, whom it shows, and where it comes from."""

import campaign.privacy.encryption
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def let_publishers_see(apps, schema_editor):
    """As with who gave consent: editors write it down, and see nobody's."""
    config = apps.get_app_config("campaign")
    config.models_module = True  # permissions are made after all migrations; here they are needed now
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    see = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="campaign", codename="see_origin"
    )
    apps.get_model("auth", "Group").objects.get(name="Publishers").permissions.add(see)


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0003_limits'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='picture',
            options={'ordering': ('-uploaded_at',), 'permissions': (('see_origin', 'Can see where pictures come from'),), 'verbose_name': 'picture', 'verbose_name_plural': 'pictures'},
        ),
        migrations.AddField(
            model_name='picture',
            name='focus_x',
            field=models.PositiveSmallIntegerField(default=50, verbose_name='across, from the left'),
        ),
        migrations.AddField(
            model_name='picture',
            name='focus_y',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='down, from the top'),
        ),
        migrations.AddField(
            model_name='picture',
            name='likeness',
            field=models.CharField(choices=[('family', 'Confirmed by the family'), ('other', 'Confirmed by somebody else'), ('unverified', 'Not verified')], default='unverified', help_text='Whether it shows whom it is said to show. Wrong portraits have been published.', max_length=10, verbose_name='likeness'),
        ),
        migrations.AddField(
            model_name='picture',
            name='likeness_by',
            field=campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='Who, how and when. Never shown in public; encrypted in the database.', verbose_name='confirmed by'),
        ),
        migrations.AddField(
            model_name='picture',
            name='provenance',
            field=campaign.privacy.encryption.EncryptedTextField(blank=True, help_text='How it came to us, and where it was seen before. Never shown in public; encrypted in the database.', verbose_name='where it comes from'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), _negated=True), models.Q(('credit', ''), _negated=True)), name='picture_has_description_and_credit', violation_error_message='A picture needs a description and a credit.'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('focus_x__lte', 100), ('focus_y__lte', 100)), name='picture_focus_is_on_it', violation_error_message='The point must be on the picture: 0 to 100.'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('likeness', 'unverified'), models.Q(('likeness_by', ''), _negated=True), _connector='OR'), name='picture_likeness_was_confirmed_by_somebody', violation_error_message='Say who confirmed the likeness.'),
        ),
        migrations.RunPython(let_publishers_see, migrations.RunPython.noop),
    ]
