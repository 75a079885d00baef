import campaign.history.changes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0005_history'),
        ('profiles', '0003_case_story'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='amendment',
            constraint=campaign.history.changes.TrackChanges(name='amendment_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=campaign.history.changes.TrackChanges(name='consent_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=campaign.history.changes.TrackChanges(name='detainee_kept'),
        ),
        migrations.AddConstraint(
            model_name='detainee',
            constraint=campaign.history.changes.TrackChanges(many='ethnicities', name='detainee_ethnicities_kept'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=campaign.history.changes.TrackChanges(name='event_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='externalrecord',
            constraint=campaign.history.changes.TrackChanges(name='externalrecord_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=campaign.history.changes.TrackChanges(name='legalcase_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='name',
            constraint=campaign.history.changes.TrackChanges(name='name_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=campaign.history.changes.TrackChanges(name='quote_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='reason',
            constraint=campaign.history.changes.TrackChanges(name='reason_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=campaign.history.changes.TrackChanges(name='relationship_kept', of='detainee'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=campaign.history.changes.TrackChanges(name='reply_kept', of='detainee'),
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
            model_name='statusclaim',
            constraint=campaign.history.changes.TrackChanges(name='statusclaim_kept', of='detainee'),
        ),
    ]
