"""Fewer and larger bitmaps are counted faster; of those that change, the bits of the changed people alone."""

import importlib

from django.db import migrations

listing = importlib.import_module("profiles.migrations.0005_listing")

# One writer at a time, who then sees what the one before has written. Only a change of terms of somebody
# who is listed comes here, and nobody waits to read.
MARK_AGAIN = """
CREATE FUNCTION profiles_mark_again(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    nobody CONSTANT bit(8192) := repeat('0', 8192)::bit(8192);
BEGIN
    LOCK TABLE profiles_listingblock IN SHARE ROW EXCLUSIVE MODE;
    WITH changed AS MATERIALIZED (
        SELECT id / 8192 AS block, bit_or(set_bit(nobody, mod(id, 8192)::int, 1)) AS bits
        FROM unnest(people) id GROUP BY 1
    ), marked AS MATERIALIZED (
        SELECT term, detainee_id / 8192 AS block,
            bit_or(set_bit(nobody, mod(detainee_id, 8192)::int, 1)) AS bits
        FROM profiles_listing, unnest(terms || ''::text) term
        WHERE detainee_id = ANY (people) GROUP BY 1, 2
    ), ought AS MATERIALIZED (
        SELECT term, block, row.bits AS were,
            coalesce(row.bits & ~changed.bits, nobody) | coalesce(marked.bits, nobody) AS bits
        FROM (SELECT row.* FROM profiles_listingblock row JOIN changed USING (block)) row
            FULL JOIN marked USING (term, block) JOIN changed USING (block)
    ), gone AS (
        DELETE FROM profiles_listingblock row USING ought
        WHERE row.term = ought.term AND row.block = ought.block AND bit_count(ought.bits) = 0
    )
    INSERT INTO profiles_listingblock (term, block, bits)
        SELECT term, block, bits FROM ought WHERE bit_count(bits) > 0 AND bits IS DISTINCT FROM were
        ON CONFLICT (term, block) DO UPDATE SET bits = excluded.bits;
END
$$
"""

LISTING_CHANGED = """
CREATE OR REPLACE FUNCTION profiles_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people bigint[];
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            SELECT array_agg(detainee_id) INTO people FROM is_now;
        WHEN 'DELETE' THEN
            SELECT array_agg(detainee_id) INTO people FROM was;
        ELSE
            SELECT array_agg(detainee_id) INTO people
            FROM was JOIN is_now USING (detainee_id) WHERE was.terms <> is_now.terms;
    END CASE;
    IF people IS NOT NULL THEN
        PERFORM profiles_mark_again(people);
    END IF;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("profiles", "0019_found_by_name")]

    operations = [
        migrations.RunSQL(
            [
                "TRUNCATE profiles_listingblock",
                "ALTER TABLE profiles_listingblock ALTER bits TYPE bit(8192) USING bits::bit(8192)",
                "DROP FUNCTION profiles_mark_again(bigint[])",
            ],
            [
                "TRUNCATE profiles_listingblock",
                "ALTER TABLE profiles_listingblock ALTER bits TYPE bit(1024) USING bits::bit(1024)",
                listing.MARK_AGAIN,
                "SELECT profiles_mark_again(array_agg(DISTINCT detainee_id / 1024)) FROM profiles_listing",
            ],
        ),
        listing.function(MARK_AGAIN),
        migrations.RunSQL(
            LISTING_CHANGED, listing.LISTING_CHANGED.replace("CREATE", "CREATE OR REPLACE", 1)
        ),
        migrations.RunSQL(
            "SELECT profiles_mark_again(array_agg(detainee_id)) FROM profiles_listing", migrations.RunSQL.noop
        ),
    ]
