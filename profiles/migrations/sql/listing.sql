-- The listing: one row for each person whom the public may see, and one bitmap for each term of the filters.
-- See docs/decisions/0016-listing.md. These are functions and not views: a view would block changes of the
-- columns that it reads.

-- What the listing says about these people, names apart. Filters find people by the terms
-- (profiles/search/filters.py).
CREATE FUNCTION profiles_facts_of(people bigint[])
RETURNS TABLE (
    detainee_id bigint, publish_at timestamptz, fresh_at timestamptz, held_since date, terms text[]
)
LANGUAGE sql STABLE AS $$
SELECT person.id, person.publish_at, greatest(person.publish_at, changed.at),
    CASE WHEN newest.status NOT IN ('travel_ban', 'released_conditional', 'released',
        'died_in_custody', 'died_after_release', 'died', 'unknown') THEN taken.on_day END,
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
LEFT JOIN profiles_publicchange changed ON changed.detainee_id = person.id
CROSS JOIN LATERAL (
    SELECT bool_or(basis = 'public_record' OR basis = 'consent' AND covers_place) AS covers_place
    FROM profiles_consent consent
    WHERE consent.detainee_id = person.id AND withdrawn_at IS NULL
        AND (expires_on IS NULL OR expires_on > current_date)
        AND (basis = 'public_record'
            OR basis = 'consent' AND covers_story AND (covers_name OR person.identity = 'anonymous'))
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
$$;

-- A row of the listing: the facts, and the keys of the public names if the person is named.
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
$$;

-- Writes these people's rows of the listing again.
-- The lock makes two transactions that change one person wait for each other. Without it each would miss
-- what the other has not committed yet, and the row would lack it for good.
CREATE FUNCTION profiles_list_again(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
$$;

-- Writes the bits of these people in the bitmaps again. 8192 is PEOPLE_IN_A_BLOCK in profiles/models/listing.py.
-- The lock lets one writer in at a time, who then sees what the one before has written. Only a change of the
-- terms of a listed person comes here, and readers never wait.
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
$$;

-- After a statement that changed people or parts of them. The old and the new rows are in the tables `was` and
-- `is_now`; the argument is the column that names the person in them.
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
$$;

-- After a statement that changed the listing.
CREATE FUNCTION profiles_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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
$$;
