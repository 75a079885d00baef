"""Where people were taken, and of whom something is not known: terms of the listing like all others."""

from django.db import migrations

# As in `0006_who_is_shown`, but for the place where a person was taken, and for what is not known.
LISTING_OF = """
CREATE OR REPLACE FUNCTION profiles_listing_of(people bigint[])
RETURNS TABLE (
    detainee_id bigint, publish_at timestamptz, fresh_at timestamptz, held_since date, terms text[]
)
LANGUAGE sql STABLE AS $$
SELECT person.id, person.publish_at, greatest(person.publish_at, person.updated_at),
    CASE WHEN newest.status NOT IN ('travel_ban', 'released_conditional', 'released',
        'died_in_custody', 'died_after_release', 'unknown') THEN taken.on_day END,
    ARRAY(
        WITH said (term) AS (
            SELECT 'status=' || newest.status WHERE newest.status IS NOT NULL
            UNION SELECT 'gender=' || person.gender
            UNION SELECT 'occupation=' || person.occupation_group WHERE person.occupation_group <> ''
            -- By the prefecture alone, whether or not the county is shown.
            UNION SELECT 'place=' || coalesce(prefecture.code, place.code)
                FROM profiles_place place LEFT JOIN profiles_place prefecture ON prefecture.id = place.parent_id
                WHERE place.id = person.home_place_id AND basis.covers_place AND person.place_level <> 'none'
            -- Of what began the detention, the first kind of which a place is known: where it happened. Those
            -- without one are put last; left out, they would lead the planner to all events with a place.
            UNION SELECT 'taken=' || coalesce(prefecture.code, place.code)
                FROM (
                    SELECT place_id, rank() OVER (ORDER BY place_id IS NULL, beginning.rank) AS rank
                    FROM profiles_event event,
                        unnest(ARRAY['taken', 'to_camp', 'arrested', 'summoned', 'last_contact'])
                            WITH ORDINALITY AS beginning (kind, rank)
                    WHERE event.detainee_id = person.id AND event.is_public
                        AND event.kind = beginning.kind
                ) happened
                JOIN profiles_place place ON place.id = happened.place_id
                LEFT JOIN profiles_place prefecture ON prefecture.id = place.parent_id
                WHERE happened.rank = 1 AND basis.covers_place AND person.place_level <> 'none'
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
                    -- Of who is not named the page tells a decade, if all of it lies in one.
                    AND (person.identity = 'full' OR person.birth_earliest >= make_date(decade, 1, 1)
                        AND person.birth_latest <= make_date(decade + 9, 12, 31))
        )
        SELECT term FROM said
        UNION SELECT filter || '=unknown'
            FROM unnest(ARRAY['status', 'place', 'taken', 'year', 'ethnicity', 'gender', 'born',
                'occupation', 'reason', 'sentence']) filter
            WHERE NOT EXISTS (SELECT FROM said WHERE starts_with(term, filter || '='))
        ORDER BY 1
    )
FROM profiles_detainee person
CROSS JOIN LATERAL (
    SELECT bool_or(basis = 'public_record' OR covers_place) AS covers_place
    FROM profiles_consent consent
    WHERE consent.detainee_id = person.id AND withdrawn_at IS NULL
        AND (expires_on IS NULL OR expires_on > current_date)
        AND (basis = 'public_record'
            OR covers_story AND (covers_name OR person.identity = 'anonymous'))
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


class Migration(migrations.Migration):
    dependencies = [("profiles", "0011_searching")]

    operations = [
        migrations.RunSQL(LISTING_OF, migrations.RunSQL.noop),
        migrations.RunSQL(
            "SELECT profiles_list_again(array_agg(id)) FROM profiles_detainee",
            migrations.RunSQL.noop,
        ),
    ]
