-- The open data: whose record has to be made again. See docs/decisions/0019-open-data.md.

-- Marks these people and their relatives, whose records name them. Only people who are listed, or once were,
-- have a record: drafts may change as they like.
CREATE FUNCTION profiles_open_data_due(people bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO profiles_opendue (detainee_id)
    SELECT id FROM (
        SELECT unnest(people)
        UNION SELECT other_id FROM profiles_relationship WHERE detainee_id = ANY (people)
        UNION SELECT detainee_id FROM profiles_relationship WHERE other_id = ANY (people)
    ) AS them (id)
    WHERE EXISTS (SELECT FROM profiles_listing WHERE detainee_id = id)
        OR EXISTS (SELECT FROM profiles_openrecord WHERE detainee_id = id)
$$;

-- After a statement that changed a part of a record. The old and the new rows are in the tables `was` and
-- `is_now`; the arguments are the columns that name people in them.
CREATE FUNCTION profiles_open_data_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed text[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['is_now'] WHEN 'DELETE' THEN ARRAY['was'] ELSE ARRAY['was', 'is_now']
    END;
    people bigint[];
BEGIN
    EXECUTE (
        SELECT 'SELECT array_agg(id) FROM ('
            || string_agg(format('SELECT %I AS id FROM %I', person, side), ' UNION ')
            || ') AS them WHERE id IS NOT NULL'
        FROM unnest(changed) AS side, unnest(TG_ARGV) AS person
    ) INTO people;
    IF people IS NOT NULL THEN
        PERFORM profiles_open_data_due(people);
    END IF;
    RETURN NULL;
END
$$;

-- After a statement that changed pictures.
CREATE FUNCTION profiles_picture_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM profiles_open_data_due(ARRAY(
        SELECT person.id FROM profiles_detainee person JOIN is_now ON is_now.id = person.portrait_id
    ));
    RETURN NULL;
END
$$;

-- After a statement that renamed a place or an ethnicity: any record may contain it.
CREATE FUNCTION profiles_word_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO profiles_opendue (detainee_id) SELECT detainee_id FROM profiles_openrecord;
    RETURN NULL;
END
$$;
