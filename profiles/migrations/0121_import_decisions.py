"""What staff decide about the columns of an import; the status “died”; more peoples of the region."""

from pathlib import Path

from django.db import migrations, models

LISTING = Path(__file__).with_name("sql") / "listing.sql"
# The other peoples of the region.
ETHNICITIES = ["Xibe", "Manchu", "Daur", "Russian", "Dongxiang", "Salar", "Bonan"]


def facts_function():
    """The first function of the file, which knows the status “died”. Newer databases got it at once."""
    sql = LISTING.read_text(encoding="utf-8")
    return sql[: sql.index("\n$$;") + 4].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def add_peoples(apps, schema_editor):
    ethnicity = apps.get_model("profiles", "Ethnicity")
    for name in ETHNICITIES:
        ethnicity.objects.get_or_create(code=name.lower(), defaults={"name": name})


class Migration(migrations.Migration):

    dependencies = [
        ('profiles', '0120_words_of_staff'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='decisions',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importlayout',
            name='decisions',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='statusclaim',
            name='status',
            field=models.CharField(choices=[('unknown_place', 'Detained, location unknown'), ('police_custody', 'In police custody'), ('camp', 'In an internment camp'), ('camp_or_prison', 'In a camp or in prison'), ('awaiting_trial', 'Arrested, awaiting trial'), ('prison', 'In prison'), ('house_arrest', 'Under house or town arrest'), ('forced_labour', 'Transferred to forced labour'), ('hospital', 'Detained in hospital'), ('child_facility', 'In a state boarding facility for children'), ('travel_ban', 'Banned from travelling'), ('missing', 'Missing'), ('released_conditional', 'Released with conditions'), ('released', 'Released'), ('died_in_custody', 'Died in custody'), ('died_after_release', 'Died soon after release'), ('died', 'Died, circumstances unknown'), ('unknown', 'Status not known')], max_length=20, verbose_name='status'),
        ),
        migrations.RunSQL(facts_function(), migrations.RunSQL.noop),
        migrations.RunPython(add_peoples, migrations.RunPython.noop),
    ]
