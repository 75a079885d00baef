"""Signing and confirming lock no row that two signers share: the check of a foreign key would lock the
petition's, and wait for whoever holds it. Codes are counted for each mailbox, whether it signed or not.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0002_address_rules'),
        ('profiles', '0002_places_and_ethnicities'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='mailedtoken',
            name='code_attempts',
        ),
        migrations.AddField(
            model_name='mailbox',
            name='codes_tried',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='countdelta',
            name='petition',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='petitions.petition'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='petition',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='petitions.petition', verbose_name='petition'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='signed_for',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='signatures', to='profiles.detainee', verbose_name='signed for'),
        ),
    ]
