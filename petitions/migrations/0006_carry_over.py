"""Signatures given before get what those from now on have: a receipt and its line in the log, a place in
the tallies by day and person, and digests by parts.

Where the address is not kept any more the digest stays as it was: the old formula, so that signer could
sign once more. (No campaign had gone public when this was written.)
"""

from django.db import migrations

from campaign.privacy.encryption import decrypt
from petitions.addresses import canonical

_CARRY_OVER = """
INSERT INTO petitions_mailedtoken_signatures (mailedtoken_id, signature_id)
SELECT digest, signature_id FROM petitions_mailedtoken;

UPDATE petitions_signature
SET receipt = sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
WHERE state = 'confirmed';

INSERT INTO petitions_leaf (petition_id, action, commitment, reason)
SELECT
    petition.id, 'add',
    sha256(convert_to('signature-commitment/1', 'UTF8') || '\\x00'::bytea || convert_to(slug, 'UTF8') || '\\x00'::bytea || receipt),
    ''
FROM petitions_signature AS signature JOIN petitions_petition AS petition ON petition.id = petition_id
WHERE signature.state = 'confirmed' ORDER BY receipt;

DELETE FROM petitions_ledgerentry;
DELETE FROM petitions_tally;
INSERT INTO petitions_tally (petition_id, country, count)
SELECT petition_id, country, count(*) FROM petitions_signature
WHERE state = 'confirmed' GROUP BY petition_id, country;

INSERT INTO petitions_daytally (petition_id, day, kind, count)
SELECT petition_id, (confirmed_at AT TIME ZONE 'UTC')::date, kind, count(*)
FROM petitions_signature, unnest(ARRAY['counted', 'confirmed']) AS kind
WHERE state = 'confirmed' GROUP BY 1, 2, 3
UNION ALL
SELECT petition_id, (signed_at AT TIME ZONE 'UTC')::date, 'signed', count(*)
FROM petitions_signature GROUP BY 1, 2;

INSERT INTO petitions_persontally (detainee_id, count)
SELECT signed_for_id, count(*) FROM petitions_signature
WHERE state = 'confirmed' AND signed_for_id IS NOT NULL GROUP BY signed_for_id;
"""

_PARTS = """
UPDATE petitions_signature SET email_digest = %s, local_digests = %s, domain_digest = %s WHERE id = %s
"""


def digests_by_parts(apps, schema_editor):
    rules = {
        rule.domain: canonical.Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of)
        for rule in apps.get_model("petitions", "AddressRule").objects.all()
    }
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, petition_id, email FROM petitions_signature WHERE email IS NOT NULL")
        for pk, petition, sealed in cursor.fetchall():
            address = decrypt(sealed)
            digest = canonical.signature_digest(petition, canonical.canonicalise(address, rules))
            parts = canonical.AddressDigests.from_address(petition, address)
            cursor.execute(_PARTS, [digest, parts.local_digests, parts.domain_digest, pk])


class Migration(migrations.Migration):
    dependencies = [("petitions", "0005_trust")]
    operations = [
        migrations.RunSQL(_CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunPython(digests_by_parts, migrations.RunPython.noop),
        # In no write-ahead log and no physical backup: from which network somebody signed.
        migrations.RunSQL("ALTER TABLE petitions_trace SET UNLOGGED", migrations.RunSQL.noop),
    ]
