from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).with_name("sql")
FORMER_DUE = (
    (SQL / "open_data.sql").read_text(encoding="utf-8").partition("-- After a statement")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


class Migration(migrations.Migration):

    dependencies = [
        ('campaign', '0003_limits'),
        ('profiles', '0006_consents_and_scripts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Depiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detainee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='profiles.detainee', verbose_name='person')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='depictions', to='campaign.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'person in the picture',
                'verbose_name_plural': 'people in the picture',
                'default_permissions': ('view', 'add', 'delete'),
                'constraints': [models.UniqueConstraint(fields=('picture', 'detainee'), name='depiction_once', violation_error_message='This person is named already.')],
            },
        ),
        migrations.RunSQL(
            (SQL / "depictions.sql").read_text(encoding="utf-8"),
            f"DROP FUNCTION profiles_portrait_chosen, profiles_depiction_changed CASCADE; {FORMER_DUE}",
        ),
    ]
