"""Name, town and comment are encrypted until the signature is confirmed. After that only what the chosen visibility
needs is stored (petitions/models/details.py)."""

from itertools import batched

from django.db import migrations, models

import campaign.privacy.encryption
from campaign.text.initials import initials
from petitions.models.details import Details

BATCH = 5_000

SHOWN = """
UPDATE petitions_signature SET
    name = CASE visibility WHEN 'name' THEN name ELSE '' END,
    city = CASE visibility WHEN 'name' THEN city ELSE '' END,
    comment = CASE visibility WHEN 'counted' THEN '' ELSE comment END
WHERE confirmed_at IS NOT NULL AND visibility <> 'name'
"""
INITIALS = """
UPDATE petitions_signature AS signature SET initials = given.initials
FROM unnest(%s::bigint[], %s::text[]) AS given (id, initials) WHERE signature.id = given.id
"""
DETAILS = """
UPDATE petitions_signature AS signature SET details = given.details, name = '', city = '', comment = ''
FROM unnest(%s::bigint[], %s::text[]) AS given (id, details) WHERE signature.id = given.id
"""


def keep_what_is_shown(apps, schema_editor):
    """In this order: the initials are made of names that the last statement drops."""
    signatures = apps.get_model("petitions", "Signature").objects
    shown = signatures.filter(confirmed_at__isnull=False, visibility="initials")
    unconfirmed = signatures.filter(confirmed_at=None)
    with schema_editor.connection.cursor() as cursor:
        for rows in batched(shown.values_list("pk", "name"), BATCH):
            cursor.execute(INITIALS, [[pk for pk, _ in rows], [initials(name) for _, name in rows]])
        for rows in batched(unconfirmed.values_list("pk", "name", "city", "comment"), BATCH):
            encrypted = [Details(*typed).to_encrypted() for _, *typed in rows]
            cursor.execute(DETAILS, [[pk for pk, *_ in rows], encrypted])
        cursor.execute(SHOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0004_address_rules'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='signature',
            name='signature_erased_names_nobody',
        ),
        migrations.AddField(
            model_name='signature',
            name='details',
            field=campaign.privacy.encryption.EncryptedTextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='initials',
            field=models.CharField(blank=True, db_default='', max_length=250, verbose_name='initials'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='city',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='city'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='comment',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='comment'),
        ),
        migrations.AlterField(
            model_name='signature',
            name='name',
            field=models.CharField(blank=True, db_default='', max_length=100, verbose_name='name'),
        ),
        migrations.RunPython(keep_what_is_shown, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('city', ''), ('comment', ''), ('confirmed_at__isnull', True), ('initials', ''), ('name', '')), models.Q(('confirmed_at__isnull', False), ('details__isnull', True)), _connector='OR'), name='signature_details_until_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('initials', ''), ('visibility', 'name')), models.Q(('city', ''), ('name', ''), ('visibility', 'initials')), models.Q(('city', ''), ('initials', ''), ('name', ''), ('visibility', 'country')), models.Q(('city', ''), ('comment', ''), ('initials', ''), ('name', ''), ('visibility', 'counted')), _connector='OR'), name='signature_stores_what_it_shows'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('details__isnull', True), ('visibility', 'counted')), _connector='OR'), name='signature_erased_names_nobody'),
        ),
    ]
