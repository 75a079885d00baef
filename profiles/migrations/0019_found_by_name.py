"""By which names the public finds people: in the listing, so that one row a person is asked."""

import importlib

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations

import campaign.history.changes
import profiles.names.keys

listing = importlib.import_module("profiles.migrations.0005_listing")

# What is known of a person, as it was, and the keys of her names if she is named.
LISTING_OF = """
CREATE FUNCTION profiles_listing_of(people bigint[])
RETURNS TABLE (
    detainee_id bigint, publish_at timestamptz, fresh_at timestamptz, held_since date, terms text[],
    names tsvector
)
LANGUAGE sql STABLE AS $$
SELECT known.*, (
    SELECT array_to_tsvector(coalesce(array_agg(key), '{}'))
    FROM profiles_name name JOIN profiles_detainee person ON person.id = name.detainee_id, unnest(name.keys) key
    WHERE name.detainee_id = known.detainee_id AND name.is_public AND person.identity = 'full'
)
FROM profiles_facts_of(people) known
$$
"""

LIST_AGAIN = """
CREATE OR REPLACE FUNCTION profiles_list_again(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM profiles_detainee WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    WITH listed AS MATERIALIZED (
        SELECT * FROM profiles_listing_of(people)
    ), gone AS (
        DELETE FROM profiles_listing row WHERE row.detainee_id = ANY (people)
            AND NOT EXISTS (SELECT FROM listed WHERE listed.detainee_id = row.detainee_id)
    )
    INSERT INTO profiles_listing AS row (detainee_id, publish_at, fresh_at, held_since, terms, names)
        SELECT detainee_id, publish_at, fresh_at, held_since, terms, names FROM listed
        ON CONFLICT (detainee_id) DO UPDATE SET
            publish_at = excluded.publish_at, fresh_at = excluded.fresh_at,
            held_since = excluded.held_since, terms = excluded.terms, names = excluded.names
        WHERE (row.publish_at, row.fresh_at, row.held_since, row.terms, row.names) IS DISTINCT FROM
            (excluded.publish_at, excluded.fresh_at, excluded.held_since, excluded.terms, excluded.names);
END
$$
"""

# Words of letters alone: Chinese characters and what begins with a mark are asked for as they are.
NAMES_CHANGED = """
CREATE OR REPLACE FUNCTION profiles_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_nameword (word)
        SELECT DISTINCT key FROM is_now, unnest(keys) key
        WHERE length(key) > 2 AND key !~ '^[~="]'
            AND NOT EXISTS (SELECT FROM profiles_nameword WHERE word = key);
    RETURN NULL;
END
$$
"""


def make_keys(apps, schema_editor):
    profiles.names.keys.make_again(apps.get_model("profiles", "Name").objects.all())


class Migration(migrations.Migration):
    dependencies = [("campaign", "0005_history"), ("profiles", "0018_kept_sheet")]

    operations = [
        # That the rules for keys have changed is nobody's change of a name.
        migrations.RemoveConstraint(model_name="name", name="name_kept"),
        migrations.RunSQL(NAMES_CHANGED, migrations.RunSQL.noop),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="name",
            constraint=campaign.history.changes.TrackChanges(name="name_kept", of="detainee"),
        ),
        migrations.AddField(
            model_name="listing",
            name="names",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "ALTER FUNCTION profiles_listing_of RENAME TO profiles_facts_of",
            "ALTER FUNCTION profiles_facts_of RENAME TO profiles_listing_of",
        ),
        listing.function(LISTING_OF),
        migrations.RunSQL(LIST_AGAIN, listing.LIST_AGAIN.replace("CREATE", "CREATE OR REPLACE", 1)),
        *listing.triggers("profiles_name", "profiles_people_changed('detainee_id')"),
        migrations.RunSQL(
            "SELECT profiles_list_again(array_agg(id)) FROM profiles_detainee",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["names"], name="listing_names"
            ),
        ),
    ]
