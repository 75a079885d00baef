"""The listing of all who may be seen, and the triggers that keep it in step with what it is made of.

`profiles_listing_of` says what a row of it is; nothing else does. It is a function and not a view since a view
would stand in the way of changes to the columns that it reads. Filters find their people by the terms
that are made here (profiles/search/filters.py).
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import profiles.models.listing

LISTING_OF = """
CREATE FUNCTION profiles_listing_of(people bigint[])
RETURNS TABLE (
    detainee_id bigint, publish_at timestamptz, fresh_at timestamptz, held_since date, terms text[]
)
LANGUAGE sql STABLE AS $$
SELECT person.id, person.publish_at, greatest(person.publish_at, person.updated_at),
    CASE WHEN newest.status NOT IN ('travel_ban', 'released_conditional', 'released',
        'died_in_custody', 'died_after_release', 'unknown') THEN taken.on_day END,
    ARRAY(
        SELECT 'status=' || newest.status WHERE newest.status IS NOT NULL
        UNION SELECT 'gender=' || person.gender
        UNION SELECT 'occupation=' || person.occupation_group WHERE person.occupation_group <> ''
        UNION SELECT 'place=' || place.code
            FROM profiles_place place WHERE place.id = person.home_place_id AND basis.covers_place
        UNION SELECT 'ethnicity=' || ethnicity.code
            FROM profiles_detainee_ethnicities link
            JOIN profiles_ethnicity ethnicity ON ethnicity.id = link.ethnicity_id
            WHERE link.detainee_id = person.id
        UNION SELECT 'reason=' || reason.kind
            FROM profiles_reason reason WHERE reason.detainee_id = person.id AND reason.is_public
        UNION SELECT 'sentence=' || sentenced.sentence
            FROM profiles_legalcase sentenced
            WHERE sentenced.detainee_id = person.id AND sentenced.is_public
                AND sentenced.sentence <> 'none'
        -- An open end reaches on to the last year that there is a term for.
        UNION SELECT 'year=' || year
            FROM profiles_event event, generate_series(1990, 2049) year
            WHERE event.detainee_id = person.id AND event.is_public
                AND event.kind IN ('taken', 'to_camp', 'arrested', 'summoned', 'last_contact')
                AND coalesce(event.when_earliest, event.when_latest) IS NOT NULL
                AND coalesce(event.when_earliest, '-infinity') <= make_date(year, 12, 31)
                AND coalesce(event.when_latest, 'infinity') >= make_date(year, 1, 1)
        UNION SELECT 'born=' || decade
            FROM generate_series(1900, 2040, 10) decade
            WHERE coalesce(person.birth_earliest, person.birth_latest) IS NOT NULL
                AND coalesce(person.birth_earliest, '-infinity') <= make_date(decade + 9, 12, 31)
                AND coalesce(person.birth_latest, 'infinity') >= make_date(decade, 1, 1)
        ORDER BY 1
    )
FROM profiles_detainee person
CROSS JOIN LATERAL (
    SELECT bool_or(basis = 'public_record' OR covers_place) AS covers_place
    FROM profiles_consent consent
    WHERE consent.detainee_id = person.id AND withdrawn_at IS NULL
        AND (basis = 'public_record' OR covers_name AND covers_story)
    HAVING count(*) > 0
) basis
LEFT JOIN LATERAL (
    SELECT claim.status
    FROM profiles_statusclaim claim
    WHERE claim.detainee_id = person.id AND claim.is_public
    ORDER BY claim.as_of_latest DESC NULLS LAST, claim.id DESC
    LIMIT 1
) newest ON true
LEFT JOIN LATERAL (
    SELECT event.when_latest AS on_day
    FROM profiles_event event,
        unnest(ARRAY['taken', 'to_camp', 'arrested', 'summoned', 'last_contact'])
            WITH ORDINALITY AS beginning (kind, rank)
    WHERE event.detainee_id = person.id AND event.is_public AND event.when_latest IS NOT NULL
        AND event.kind = beginning.kind
    ORDER BY beginning.rank, event.when_latest
    LIMIT 1
) taken ON true
WHERE person.id = ANY (people) AND person.state = 'published'
$$
"""

# Whoever changes a person waits here for others who do, and then sees what they wrote: read before they
# commit, their half of it would be missing from the row for good.
LIST_AGAIN = """
CREATE FUNCTION profiles_list_again(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM profiles_detainee WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    WITH listed AS MATERIALIZED (
        SELECT * FROM profiles_listing_of(people)
    ), gone AS (
        DELETE FROM profiles_listing row WHERE row.detainee_id = ANY (people)
            AND NOT EXISTS (SELECT FROM listed WHERE listed.detainee_id = row.detainee_id)
    )
    INSERT INTO profiles_listing AS row (detainee_id, publish_at, fresh_at, held_since, terms)
        SELECT detainee_id, publish_at, fresh_at, held_since, terms FROM listed
        ON CONFLICT (detainee_id) DO UPDATE SET
            publish_at = excluded.publish_at, fresh_at = excluded.fresh_at,
            held_since = excluded.held_since, terms = excluded.terms
        WHERE (row.publish_at, row.fresh_at, row.held_since, row.terms) IS DISTINCT FROM
            (excluded.publish_at, excluded.fresh_at, excluded.held_since, excluded.terms);
END
$$
"""

# One writer at a time, who then sees what the one before has written. Only a change of terms of somebody
# who is listed comes here, and nobody waits to read.
MARK_AGAIN = """
CREATE FUNCTION profiles_mark_again(blocks bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE profiles_listingblock IN SHARE ROW EXCLUSIVE MODE;
    WITH marked AS MATERIALIZED (
        SELECT term, this AS block,
            bit_or(set_bit(repeat('0', 1024)::bit(1024), (detainee_id % 1024)::int, 1)) AS bits
        FROM unnest(blocks) this
            JOIN profiles_listing ON detainee_id BETWEEN this * 1024 AND this * 1024 + 1023,
            unnest(terms || ''::text) term
        GROUP BY term, this
    ), gone AS (
        DELETE FROM profiles_listingblock row WHERE row.block = ANY (blocks)
            AND NOT EXISTS (
                SELECT FROM marked WHERE marked.term = row.term AND marked.block = row.block
            )
    )
    INSERT INTO profiles_listingblock AS row (term, block, bits)
        SELECT term, block, bits FROM marked
        ON CONFLICT (term, block) DO UPDATE SET bits = excluded.bits WHERE row.bits <> excluded.bits;
END
$$
"""

# What a statement changed is in the tables `was` and `is_now`; the first argument names the person in them.
PEOPLE_CHANGED = """
CREATE FUNCTION profiles_people_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['is_now'] WHEN 'DELETE' THEN ARRAY['was'] ELSE ARRAY['was', 'is_now']
    END;
    people bigint[];
BEGIN
    EXECUTE (
        SELECT 'SELECT array_agg(id) FROM ('
            || string_agg(format('SELECT %I AS id FROM %I', TG_ARGV[0], side), ' UNION ') || ') AS them'
        FROM unnest(changed) AS side
    ) INTO people;
    IF people IS NOT NULL THEN
        PERFORM profiles_list_again(people);
    END IF;
    RETURN NULL;
END
$$
"""

LISTING_CHANGED = """
CREATE FUNCTION profiles_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    blocks bigint[];
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            SELECT array_agg(DISTINCT detainee_id / 1024) INTO blocks FROM is_now;
        WHEN 'DELETE' THEN
            SELECT array_agg(DISTINCT detainee_id / 1024) INTO blocks FROM was;
        ELSE
            SELECT array_agg(DISTINCT detainee_id / 1024) INTO blocks
            FROM was JOIN is_now USING (detainee_id) WHERE was.terms <> is_now.terms;
    END CASE;
    IF blocks IS NOT NULL THEN
        PERFORM profiles_mark_again(blocks);
    END IF;
    RETURN NULL;
END
$$
"""

# The tables that the listing is made of, with the column that names the person.
MADE_OF = {
    "profiles_detainee": "id",
    "profiles_consent": "detainee_id",
    "profiles_statusclaim": "detainee_id",
    "profiles_event": "detainee_id",
    "profiles_legalcase": "detainee_id",
    "profiles_reason": "detainee_id",
    "profiles_detainee_ethnicities": "detainee_id",
}
SIDES = {
    "INSERT": "NEW TABLE AS is_now",
    "UPDATE": "OLD TABLE AS was NEW TABLE AS is_now",
    "DELETE": "OLD TABLE AS was",
}


def triggers(table, call, name="listing"):
    """A trigger with such tables serves one kind of statement, so there are three."""
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {name}_after_{kind.lower()} AFTER {kind} ON {table} REFERENCING {sides} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {call}",
            f"DROP TRIGGER {name}_after_{kind.lower()} ON {table}",
        )
        for kind, sides in SIDES.items()
    ]


def function(sql):
    name = sql.split("(")[0].split()[-1]
    return migrations.RunSQL(sql, f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_kept")]

    operations = [
        migrations.CreateModel(
            name="ListingBlock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term", "block", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("term", models.TextField()),
                ("block", models.BigIntegerField()),
                ("bits", profiles.models.listing.Bits()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "detainee",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="listing",
                        serialize=False,
                        to="profiles.detainee",
                    ),
                ),
                ("publish_at", models.DateTimeField()),
                ("fresh_at", models.DateTimeField()),
                ("held_since", models.DateField(null=True)),
                ("terms", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="listing_terms"
                    ),
                    models.Index(
                        models.OrderBy(models.F("fresh_at"), descending=True),
                        models.OrderBy(models.F("detainee"), descending=True),
                        name="listing_fresh",
                    ),
                    models.Index(
                        models.OrderBy(models.F("held_since"), nulls_last=True),
                        models.F("detainee"),
                        name="listing_held",
                    ),
                    models.Index(fields=["publish_at"], name="listing_publish_at"),
                ],
            },
        ),
        *(
            function(sql)
            for sql in (LISTING_OF, LIST_AGAIN, MARK_AGAIN, PEOPLE_CHANGED, LISTING_CHANGED)
        ),
        *triggers("profiles_listing", "profiles_listing_changed()"),
        *(
            trigger
            for table, column in MADE_OF.items()
            for trigger in triggers(table, f"profiles_people_changed('{column}')")
        ),
        migrations.RunSQL(
            "SELECT profiles_list_again(array_agg(id)) FROM profiles_detainee",
            migrations.RunSQL.noop,
        ),
    ]
